// The AWS clients of all scripts.
//
// The SDK finds region, credentials and endpoints by itself: AWS_REGION, AWS_PROFILE,
// AWS_ENDPOINT_URL and the like work as everywhere.

import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";

/** CloudFormation, in the default region or another. */
export const cloudFormation = (region?: string) => new CloudFormationClient(region ? { region } : {});

/** CloudFront, which is global. */
export const cloudFront = () => new CloudFrontClient({});

/** DynamoDB, on AWS or another engine. */
export const dynamoDb = (endpoint?: string) => new DynamoDBClient(endpoint ? { endpoint } : {});

/** DynamoDB in a region. */
export const dynamoDbIn = (region: string) => new DynamoDBClient({ region });

/** Lambda. */
export const lambda = () => new LambdaClient({});

/** S3. Only AWS resolves a bucket's own host name. */
export const s3 = () =>
  new S3Client({
    forcePathStyle: Boolean(process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL),
  });

/** Systems Manager: the parameters, in the default region and account or others. */
export const ssm = (place: { region?: string; profile?: string } = {}) => new SSMClient(place);
