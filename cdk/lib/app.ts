import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Api } from "./api.ts";
import { Backup } from "./backup.ts";
import { Drill } from "./drill.ts";
import type { Edge } from "./edge.ts";
import { type JobFunctions, jobFunctions } from "./job-functions.ts";
import { Jobs } from "./jobs.ts";
import { Monitoring } from "./monitoring.ts";
import type { Options } from "./options.ts";
import { Service } from "./service.ts";
import type { Storage } from "./storage.ts";
import { Web } from "./web.ts";

/** The results of the build. */
export interface Build {
  /** The path of the function's package. */
  readonly zip: string;
  /** The path of the restore drill's package, with option `restoreDrill`. */
  readonly drill?: string;
  /** See {@link publicPaths}. */
  readonly publicPaths: readonly string[];
}

/** The inputs of {@link App}. */
export interface AppProps extends StackProps {
  readonly options: Options;
  readonly build: Build;
  readonly storage: Storage;
  readonly edge?: Edge;
}

/** Everything that a release changes, and its monitoring. */
export class App extends Stack {
  readonly service: Service;
  readonly jobs: JobFunctions;
  readonly web: Web;

  constructor(scope: Construct, id: string, { options, build, storage, edge, ...props }: AppProps) {
    super(scope, id, { description: "Humeur: function, API, distribution, jobs and alarms", ...props });
    const { tables, photoVault } = storage;
    const { site, archive, photos } = storage.buckets;

    const service = new Service(this, "Service", { options, storage, zip: build.zip });
    this.service = service;
    const api = new Api(this, "Api", service.live, options);
    this.web = new Web(this, "Web", {
      options,
      api,
      site,
      photos,
      publicPaths: build.publicPaths,
      certificate: edge?.certificate,
      webAclArn: edge?.webAclArn,
    });
    // The function must accept a new origin key before CloudFront sends it.
    this.web.distribution.node.addDependency(service.live);

    const jobs = new Jobs(this, "Jobs", options.stage.name);
    const { deadLetters } = jobs;
    this.jobs = jobFunctions(this, { options, storage, zip: build.zip, site: service.live, deadLetters });
    jobs.start(this.jobs, this.web.url);
    jobs.cleanUploads(this.jobs.photos, photos);
    const backup = new Backup(this, "Backup", { options, jobs, tables, archive, photos, photoVault });
    const { restoreDrill: region } = options;
    const drill =
      region && build.drill
        ? new Drill(this, "Drill", { options, region, code: build.drill, jobs, archive })
        : undefined;
    // Another id would replace the topic, whose subscriber would have to confirm again.
    const monitoring = new Monitoring(this, "Watch", options, {
      stage: options.stage.name,
      api,
      service,
      functions: this.jobs,
      tables,
      jobs,
      backup,
      drill,
    });
    service.release(monitoring.alarms.rollback, options);

    // Read by ops/.
    new CfnOutput(this, "Url", { value: this.web.url });
    new CfnOutput(this, "DistributionId", { value: this.web.distribution.distributionId });
    new CfnOutput(this, "FunctionName", { value: service.function.functionName });
    new CfnOutput(this, "Version", { value: service.function.currentVersion.version });
    const names = Object.values(this.jobs).map((job) => job.function.functionName);
    new CfnOutput(this, "JobFunctions", { value: names.join() });
    new CfnOutput(this, "ApiId", { value: api.apiId });
  }
}
