using System.Text.Json;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Represents a call of the RPC family, from an HTTP request or a frame.</summary>
public sealed class RpcCall : Call
{
    /// <summary>The name of the family in stored data and in responses.</summary>
    public const string Family = "rpc";

    /// <summary>Gets the declaration of the trigger that the request reached; null if it reached none of a method's own.</summary>
    public MethodDeclaration? Addressed { get; init; }

    /// <summary>Gets or sets the declaration of the called method; null until it is found.</summary>
    public MethodDeclaration? Declaration { get; set; }

    /// <inheritdoc />
    public override OperationDeclaration? Method => Declaration;

    /// <summary>Gets or sets the parameters by position. The transport sets them, or the pipeline reads them from <see cref="Call.Request"/>.</summary>
    public IReadOnlyList<JsonElement> Arguments { get; set; } = [];

    /// <summary>Gets or sets the id of a JSON-RPC request, which the response repeats; undefined for other calls.</summary>
    public JsonElement Id { get; set; }

    /// <summary>Gets or sets whether the call came as <c>multipart/form-data</c>. Its parameters are then read after the permission check.</summary>
    public bool IsMultipart { get; set; }

    /// <summary>Gets or sets whether the call came as MessagePack. The response then uses MessagePack too.</summary>
    public bool IsMessagePack { get; set; }

    /// <summary>Gets or sets whether the caller does not want to receive the outcome.</summary>
    public bool IsVoid { get; set; }

    /// <summary>Gets or sets the uploaded file of an upload method; null until it is received.</summary>
    public UploadedFile? Upload { get; set; }
}
