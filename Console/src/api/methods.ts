// The types of the methods from openapi.json: their parameters and results.
import type { components, paths } from '../../generated/api';

type Called<Path> = Path extends `/api/v1/${infer Name}` ? (paths[Path & keyof paths] extends { post: { responses: { 200: unknown } } } ? Name : never) : never;

/** The name of a method, such as `profile/read`. */
export type Method = Called<keyof paths>;

type Post<M extends Method> = paths[`/api/v1/${M}`] extends { post: infer Operation } ? Operation : never;

type Body<M extends Method> = Post<M> extends { requestBody?: { content: { 'application/json': infer Content } } } ? Extract<Content, readonly unknown[]> : never;

/** The parameters of a method, by position. */
export type Parameters<M extends Method> = [Body<M>] extends [never]
  ? []
  : Post<M> extends { requestBody: object } ? Body<M> : Body<M> | [];

/** The result of a method: its data, and the number of rows of a list. */
export type Result<M extends Method> = Post<M> extends { responses: { 200: { content: { 'application/json': { result: infer R } } } } } ? R : never;

/** The data that a method returns; undefined if it returns none, or not always. */
export type Data<M extends Method> = Result<M> extends { data: infer D } ? D : Result<M> extends { data?: infer D } ? (unknown extends D ? undefined : D | undefined) : undefined;

/** The response to a failed call. */
export type Failure = components['schemas']['Error']['error'];

/** The machine-readable reason of a failure. */
export type Reason = Failure['data']['meta']['reason'];

/** An API token of the user. */
export type ApiToken = Extract<NonNullable<Data<'api-tokens/read'>>, readonly unknown[]>[number];

/** A user in the list of administrators. */
export type User = Extract<NonNullable<Data<'admin/users/read'>>, readonly unknown[]>[number];

/** A user that a search found. */
export type Suggestion = NonNullable<Data<'admin/users/suggest'>>[number];

/** How a user can sign in. */
export type SignInFactors = Data<'admin/users/read-factors'>;

/** A call in the log. */
export type LoggedCall = NonNullable<Data<'admin/api-call-log/read-log'>>[number];

/** An event of the audit log. */
export type AuditEvent = Data<'admin/audit/read'>['rows'][number];

/** The filters of the audit log. */
export type AuditFilters = NonNullable<NonNullable<Parameters<'admin/audit/read'>[0]>['where']>;

/** A permission, and whether a user or an API token has it. */
export type Permission = Data<'admin/users/get-permissions'>[number];

/** A notification of the user. */
export type Notification = NonNullable<Data<'notifications/read'>>[number];

/** The second factors of the user. */
export type Factors = Data<'profile/factors/read'>;

/** The user's own account. */
export type Profile = Data<'profile/read'>;

/** The name and the appearance of the site. */
export type Site = Data<'site/read'>;

/** The settings that administrators change. */
export type Settings = Data<'admin/settings/read'>;

/** A template of an email. */
export type EmailTemplate = NonNullable<Data<'admin/email-templates/read'>>[number];

/** A session of the user: a browser or device that is signed in. */
export type UserSession = Data<'profile/sessions/read'>[number];

/** The numbers of calls in a period. */
export type CallTotals = Data<'admin/statistics/read-calls'>;

/** The numbers of sign-ins and emails by day. */
export type DailyTotals = Data<'admin/statistics/read-daily'>;

/** The state of the app. */
export type Status = Data<'admin/status/read'>;
