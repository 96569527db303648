using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Sessions;

/// <summary>Returns success for any verb, so that a client can check the connection.</summary>
/// <remarks>The RPC family handles a POST with a body, because its clients post JSON-RPC objects to this path.</remarks>
[Reads, Permission(Permission.Anyone)]
[Answer(typeof(Greeting))]
public sealed class Hello : SessionEndpoint<NoParameters>
{
    private static readonly Greeting Answered = new("world", "3.0.0");

    /// <summary>The data of the response.</summary>
    /// <param name="Hello">Always <c>world</c>.</param>
    /// <param name="Version">The generation of the API, by which clients of this family identify it.</param>
    public sealed record Greeting(string Hello, string Version);

    /// <summary>Handles the HTTP trigger.</summary>
    [Function("sessions-hello")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api")] HttpRequest request) => AnswerUnlessShared<Hello>(request, "api");

    /// <inheritdoc />
    protected override Task<Result> Invoke(NoParameters parameters, Call call, CancellationToken cancellation) => Task.FromResult(Result.Of(Answered));
}
