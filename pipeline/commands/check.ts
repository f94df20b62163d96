import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {openDatabase} from "../database.ts";
import {ingest} from "../ingest/ingest.ts";
import {createMacros} from "../models/models.ts";
import {formatProblems, ProblemsError, type Problem} from "../problems.ts";
import {progress} from "../progress.ts";
import {registerStatistics} from "../statistics/functions.ts";
import {configure, setAsOf} from "../workspace/configure.ts";
import {readWorkspace} from "../workspace/read.ts";

interface Options {
  readonly workspace: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}
