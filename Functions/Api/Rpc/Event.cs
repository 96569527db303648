using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc;

/// <summary>Accepts an event that a client publishes. Events of clients have no effect.</summary>
[Reads, Permission(Permission.Anyone)]
[Answer]
public sealed class Event : RpcMethod<Event.Arguments>
{
    /// <summary>The parameters.</summary>
    /// <param name="Name">The name of the event. Must not be empty.</param>
    /// <param name="Args">Any data of the event.</param>
    public sealed record Arguments(string Name, [Rest] JsonElement[] Args);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("event")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/event")] HttpRequest request) => Answer<Event>(request);

    /// <inheritdoc />
    protected override Task<Result> Invoke(Arguments parameters, RpcCall call, CancellationToken cancellation) => Task.FromResult(Take(call));

    /// <summary>Checks the name. It must be a string, because it determines the event's receivers; numbers are not converted for it.</summary>
    internal static Result Take(RpcCall call) =>
        call.Arguments[0].ValueKind == JsonValueKind.String && !call.Arguments[0].ValueEquals("")
            ? Result.Ok()
            : Result.InvalidParameter("name", ParameterReason.WrongType, "Must be a string that is not empty.");
}
