// The function that asks the sources of signals. It calls servers of other people, so it has as few rights as
// possible.

import { Duration } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { parameterArn } from "./parameters.ts";
import { type FunctionProps, functionLog, names, program, signalParameters, signalVariables } from "./program.ts";
import { tableRights } from "./tables.ts";

/** The job, as server/schedules.json and server/tables.json name it. */
export const SIGNALS = "signals";

/** The function that only runs the job of signals. */
export class Signals extends Construct {
  readonly function: lambda.Function;

  constructor(scope: Construct, id: string, { options, storage, zip }: FunctionProps) {
    super(scope, id);
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    const logGroup = functionLog(this, options, SIGNALS);
    logGroup.grantWrite(role);
    const written = storage.tables.filter(({ declared }) => declared.writer === SIGNALS);
    for (const statement of written.flatMap((table) => tableRights(table, SIGNALS))) role.addToPolicy(statement);
    const resources = signalParameters(options).map((name) => parameterArn(this, name));
    if (resources.length) role.addToPolicy(new iam.PolicyStatement({ actions: ["ssm:GetParameters"], resources }));
    this.function = new lambda.Function(this, "Function", {
      ...program(options, zip),
      description: `Humeur (${options.stage.name}): signals`,
      role,
      logGroup,
      environment: { ...names(options, storage), ...signalVariables(options), HUMEUR_FUNCTION: "jobs" },
      // The next run asks again, so a failed one is neither repeated nor kept: that would need one more right.
      retryAttempts: 0,
      maxEventAge: Duration.minutes(5),
    });
  }
}
