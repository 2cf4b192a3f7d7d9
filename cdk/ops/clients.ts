// The AWS clients, set up once for all scripts.
//
// Region, credentials and endpoints are the SDK's own business: AWS_REGION, AWS_PROFILE,
// AWS_ENDPOINT_URL and the like do what they do everywhere.

import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";

/** CloudFormation, here or in another region. */
export const cloudFormation = (region?: string) => new CloudFormationClient(region ? { region } : {});

/** CloudFront: one for the world, whatever the region. */
export const cloudFront = () => new CloudFrontClient({});

/** DynamoDB, AWS's own or an engine elsewhere. */
export const dynamoDb = (endpoint?: string) => new DynamoDBClient(endpoint ? { endpoint } : {});

/** Lambda. */
export const lambda = () => new LambdaClient({});

/** S3. Engines other than AWS have no name server for a bucket's own host. */
export const s3 = () =>
  new S3Client({
    forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL),
  });

/** Systems Manager: the parameters. */
export const ssm = () => new SSMClient({});
