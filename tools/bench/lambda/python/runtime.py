"""Asks Lambda for events and hands answers back. AWS's own client for Python does the same with
more around it: this one is the quicker to start."""

import json
import os
from http.client import HTTPConnection

from handler import handler

connection = HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


def call(method, path, body=None):
    connection.request(method, f"/2018-06-01/runtime/{path}", body)
    answer = connection.getresponse()
    return answer.headers, answer.read()


while True:
    headers, text = call("GET", "invocation/next")
    request_id = headers["lambda-runtime-aws-request-id"]
    try:
        result, where = handler(json.loads(text)), "response"
    except Exception as error:
        result, where = {"errorType": type(error).__name__, "errorMessage": str(error)}, "error"
    call("POST", f"invocation/{request_id}/{where}", json.dumps(result))
