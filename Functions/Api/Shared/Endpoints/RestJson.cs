using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>The types that the code shared by the REST families writes, with serializers generated at compile time.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement[]))]
internal sealed partial class RestJson : JsonSerializerContext;
