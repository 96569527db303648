using System.Text.Json.Serialization;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Sessions;

/// <summary>The types of the responses of the session family.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(WireTime)])]
[JsonSerializable(typeof(Deleted))]
[JsonSerializable(typeof(DeletedBulk))]
[JsonSerializable(typeof(Hello.Greeting))]
[JsonSerializable(typeof(ReadUser.Account))]
[JsonSerializable(typeof(SessionError))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(SuccessfulAuth))]
[JsonSerializable(typeof(Api.Sessions.Version5.SessionDeleted))]
[JsonSerializable(typeof(Api.Sessions.Version5.SessionDetails))]
[JsonSerializable(typeof(Api.Sessions.Version5.SessionsDeleted))]
[JsonSerializable(typeof(Api.Sessions.Version5.SessionSummaries))]
public sealed partial class SessionJson : JsonSerializerContext;
