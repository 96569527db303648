using System.Text.Json.Serialization;

namespace Serverless.LocalHost;

/// <summary>The JSON serialization of the local host's own files.</summary>
[JsonSerializable(typeof(AzuriteAddress))]
internal sealed partial class LocalHostJson : JsonSerializerContext;
