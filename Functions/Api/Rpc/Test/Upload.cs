using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc.Test;

/// <summary>Receives a file, discards it, and returns the parameter that was sent with it.</summary>
[Permission(Permission.Anyone), Upload]
[Answer(typeof(JsonElement), IsOptional = true)]
public sealed class Upload : RpcMethod<Upload.Arguments>
{
    /// <summary>The parameters in addition to the file.</summary>
    /// <param name="Data">A text or an object, which is returned.</param>
    public sealed record Arguments(JsonElement? Data);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("test-upload")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/v1/test/upload")] HttpRequest request) => Answer<Upload>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) => Task.FromResult(parameters.Data switch
    {
        null => Result.Ok(),
        { ValueKind: JsonValueKind.String or JsonValueKind.Object } data => Result.Of(data),
        _ => Result.InvalidParameter("data", ParameterReason.WrongType, "Must be a string or an object."),
    });
}
