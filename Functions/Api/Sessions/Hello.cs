using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.Sessions;

/// <summary>Returns success for any verb, so that a client can check the connection.</summary>
/// <remarks>A POST with a body is left to the RPC family: its clients post JSON-RPC objects to this path.</remarks>
[Reads, Permission(Permission.Anyone)]
[Answer(typeof(Greeting))]
public sealed class Hello : SessionEndpoint<NoParameters>
{
    private static readonly Greeting Answered = new("world", "3.0.0");

    /// <summary>The answer.</summary>
    /// <param name="Hello">Always <c>world</c>.</param>
    /// <param name="Version">The generation of the API that clients of this family know it by.</param>
    public sealed record Greeting(string Hello, string Version);

    /// <summary>The HTTP trigger.</summary>
    [Function("sessions-hello")]
    public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api")] HttpRequest request) => AnswerUnlessShared<Hello>(request, "api");

    /// <inheritdoc />
    protected override Task<Result> Invoke(NoParameters parameters, Call call, CancellationToken cancellation) => Task.FromResult(Result.Of(Answered));
}
