"""The two calls of the journal, and nothing else: no sessions, no rules, no pages."""

import json
import os
import re
import time

import boto3

# Made once, outside the handler, as AWS advises.
client = boto3.client("dynamodb")
TABLE = os.environ["TABLE"]
MONTHS_6 = 183 * 86_400


def handler(event):
    http = event["requestContext"]["http"]
    cookie = re.search(r"humeur=([\w-]+)", "; ".join(event.get("cookies", [])))
    user = {"S": cookie[1] if cookie else "anonymous"}
    now = int(time.time())
    if (http["method"], http["path"]) == ("POST", "/mood"):
        return answer(save(user, json.loads(event["body"]), now))
    if (http["method"], http["path"]) == ("GET", "/mood/week"):
        return answer(week(user, event["queryStringParameters"], now))
    return answer({"error": {"kind": "not_found"}}, 404)


def save(user, body, now):
    found = client.update_item(
        TableName=TABLE,
        Key={"userId": user, "day": {"S": body["day"]}},
        ConditionExpression="attribute_not_exists(expiresAt) OR expiresAt > :now",
        UpdateExpression=(
            "SET mood = :mood, note = :note, updatedAt = :now, expiresAt = :expiresAt, "
            "createdAt = if_not_exists(createdAt, :now), "
            "version = if_not_exists(version, :zero) + :one"
        ),
        ExpressionAttributeValues={
            ":mood": {"S": body["mood"]},
            ":note": {"S": body["note"]},
            ":now": {"N": str(now)},
            ":expiresAt": {"N": str(now + MONTHS_6)},
            ":zero": {"N": "0"},
            ":one": {"N": "1"},
        },
        ReturnValues="ALL_NEW",
    )
    return {"status": "ok", "item": entry(found["Attributes"])}


def week(user, query, now):
    found = client.query(
        TableName=TABLE,
        KeyConditionExpression="userId = :userId AND #day BETWEEN :start AND :end",
        FilterExpression="expiresAt > :now",
        ExpressionAttributeNames={"#day": "day"},
        ExpressionAttributeValues={
            ":userId": user,
            ":start": {"S": query["start"]},
            ":end": {"S": query["end"]},
            ":now": {"N": str(now)},
        },
        ConsistentRead=True,
    )
    items = [entry(item) for item in found["Items"]]
    return {"userId": user["S"], "start": query["start"], "end": query["end"], "items": items}


def entry(item):
    return {
        "day": item["day"]["S"],
        "mood": item["mood"]["S"],
        "note": item.get("note", {}).get("S"),
        "createdAt": int(item["createdAt"]["N"]),
        "expiresAt": int(item["expiresAt"]["N"]),
    }


def answer(body, status=200):
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }
