using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Shared.Declarations;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// One endpoint of the session or account family: what a verb does on a path. Its HTTP triggers, one for each path under which clients know
/// it, stand in the same file. Folder and file name are its id in the call log (<c>Rest/Sessions/List.cs</c> is <c>/sessions/list</c>); it
/// cannot be called by that id.
/// </summary>
public abstract class Endpoint : Operation
{
    internal sealed override OperationDeclaration Declare() => new EndpointDeclaration(this);

    /// <summary>The family whose manners it has.</summary>
    public abstract Family Family { get; }

    /// <summary>What the HTTP triggers of an endpoint do: the way from the request to the answer is the same for all.</summary>
    protected static Task<IResult> Answer<TEndpoint>(HttpRequest request)
        where TEndpoint : Endpoint => request.HttpContext.RequestServices.GetRequiredService<RestPipeline>().Answer<TEndpoint>(request);

    /// <summary>Answers a request on a path on which another family answers some requests (<see cref="IPathShare"/>).</summary>
    protected static Task<IResult> AnswerUnlessShared<TEndpoint>(HttpRequest request, string path)
        where TEndpoint : Endpoint =>
        request.HttpContext.RequestServices.GetServices<IPathShare>().FirstOrDefault(share => share.Path == path && share.Claims(request)) is { } other ? other.Answer(request) : Answer<TEndpoint>(request);
}

/// <summary>An endpoint with parameters.</summary>
/// <typeparam name="TParameters">A record whose constructor lists the parameters; see <see cref="EndpointParameters"/>.</typeparam>
public abstract class Endpoint<TParameters> : Endpoint
    where TParameters : class
{
    /// <inheritdoc />
    public sealed override Type ParametersType => typeof(TParameters);

    internal sealed override Task<Result> Invoke(Call call, CancellationToken cancellation) => Invoke((TParameters)call.Parameters!, call, cancellation);

    /// <summary>Carries the call out.</summary>
    protected abstract Task<Result> Invoke(TParameters parameters, Call call, CancellationToken cancellation);
}
