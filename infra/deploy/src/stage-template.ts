/** What a template names of SSM's Parameter Store, without a version. */
const REFERENCE = /\{\{resolve:ssm:([\w/.${}-]+?)\}\}/g;
const CODE = /^( *CodeUri:).*$/gm;

export interface Staging {
  /** What `${StackPrefix}` stands for. */
  readonly prefix: string;
  /** The file with the code, beside the template. */
  readonly code: string;
  /** Of every parameter that is there, by its name. */
  readonly versions: ReadonlyMap<string, number>;
}

/**
 * A template as it is deployed: its code is a file beside it, and every parameter of SSM's has the version that it has now, so
 * that two templates are the same where what they deploy is. CloudFormation by itself does not look whether a parameter changed.
 * A parameter that is not there stays as it is, for CloudFormation to name where it is needed.
 */
export const stageTemplate = (template: string, { prefix, code, versions }: Staging): string =>
  template.replace(CODE, `$1 ${code}`).replace(REFERENCE, (reference, name: string) => {
    const version = versions.get(name.replaceAll('${StackPrefix}', prefix));
    return version === undefined ? reference : `{{resolve:ssm:${name}:${version}}}`;
  });
