using System.Text.Json.Serialization;

namespace Serverless.LocalHost;

/// <summary>How the local host writes its own files.</summary>
[JsonSerializable(typeof(AzuriteAddress))]
internal sealed partial class LocalHostJson : JsonSerializerContext;
