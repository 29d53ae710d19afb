import { Ajv2019, type ErrorObject, type ValidateFunction } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import odcsSchema from '../../schema/odcs-json-schema-v3.1.0.json' with { type: 'json' };
import type { Report } from './fault.ts';

let compiled: ValidateFunction | undefined;

/** Compiled when the first contract is read: those who only use compiled products never need it. */
function validator(): ValidateFunction {
  if (compiled) return compiled;
  const ajv = new Ajv2019({ allErrors: true, strict: false });
  // The package's types know only its CommonJS form.
  (addFormats as unknown as (instance: Ajv2019) => void)(ajv);
  compiled = ajv.compile(odcsSchema);
  return compiled;
}

/** Holds a document against the standard's own schema. */
export function isOdcs(document: unknown, report: Report): boolean {
  const validate = validator();
  if (validate(document)) return true;
  for (const error of validate.errors ?? [])
    report(error.instancePath || '/', `${detailOf(error)} (Open Data Contract Standard 3.1.0)`);
  return false;
}

function detailOf({ message = 'invalid', params }: ErrorObject): string {
  const { allowedValues, additionalProperty, unevaluatedProperty } = params as Record<string, unknown>;
  if (Array.isArray(allowedValues)) return `${message}: ${allowedValues.join(', ')}`;
  const stranger = additionalProperty ?? unevaluatedProperty;
  return stranger === undefined ? message : `${message}: ${String(stranger)}`;
}
