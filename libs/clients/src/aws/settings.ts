/** Where the APIs of AWS are, and who asks. One for all services. */
export interface AwsSettings {
  readonly region: string;
  /** Of a stack on one machine; absent: AWS itself. */
  readonly endpoint?: string | undefined;
  /**
   * Of a stack on one machine, which believes anything. Absent: whatever the SDK finds by itself (environment, web
   * identity, container, instance), so that nobody has to configure a secret.
   */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}
