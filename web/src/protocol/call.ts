/** Calls of the REST interface whose paths, bodies and answers are checked against its description. */
import { request, type Method } from "./request";
import type { paths } from "./rest";

type Verb<Path extends keyof paths> = {
  [Each in Lowercase<Method>]: paths[Path][Each] extends object ? Each : never;
}[Lowercase<Method>];

type Json<Response> = Response extends { content: { "application/json": infer Content } }
  ? Content
  : undefined;

type AnswerOf<Operation> = Operation extends { responses: infer Responses }
  ? Json<Responses[keyof Responses & (200 | 201 | 202 | 204)]>
  : never;

type BodyOf<Operation> = Operation extends { requestBody: { content: { "application/json": infer Body } } }
  ? { readonly body: Body }
  : unknown;

type PathOf<Operation> = Operation extends { parameters: { path: infer Names extends object } }
  ? { readonly path: Names }
  : unknown;

type QueryOf<Operation> = Operation extends { parameters: { query?: infer Names } }
  ? { readonly query?: { readonly [Name in keyof Names]?: Names[Name] | undefined } }
  : unknown;

type Parts<Operation> = BodyOf<Operation> & PathOf<Operation> & QueryOf<Operation>;

interface AnyParts {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
}

/** Makes the call `verb path`; `parts` fills the names in the path, the query and the body. */
export async function call<Path extends keyof paths, Each extends Verb<Path>>(
  verb: Each,
  path: Path,
  parts: Parts<paths[Path][Each]>,
): Promise<AnswerOf<paths[Path][Each]>> {
  const { path: names = {}, ...rest } = parts as AnyParts;
  const address = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(String(names[name] ?? "")),
  );
  return await request(verb.toUpperCase() as Method, address, rest);
}
