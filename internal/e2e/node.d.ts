// The little of node that the journeys use.
declare const process: {
  readonly env: Readonly<Record<string, string | undefined>>;
  exitCode: number;
};
