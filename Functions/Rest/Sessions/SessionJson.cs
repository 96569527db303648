using System.Text.Json.Serialization;

namespace Serverless.Rest.Sessions;

/// <summary>The types that answers of the session family consist of.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Hello.Greeting))]
[JsonSerializable(typeof(SessionError))]
public sealed partial class SessionJson : JsonSerializerContext;
