using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Shared.Declarations;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// An endpoint of the session or account family: the operation of a verb on a path. Its HTTP triggers, one for each path that clients use, are in
/// the same file. Folder and file name are its id in the call log (<c>Api/Sessions/List.cs</c> is <c>/sessions/list</c>). It
/// cannot be called by that id.
/// </summary>
public abstract class Endpoint : Operation
{
    internal sealed override OperationDeclaration Declare() => new EndpointDeclaration(this);

    /// <summary>Gets the family whose response format the endpoint has.</summary>
    public abstract Family Family { get; }

    /// <summary>Carries out a request; called by the HTTP triggers of every endpoint.</summary>
    protected static Task<IResult> Answer<TEndpoint>(HttpRequest request)
        where TEndpoint : Endpoint => request.HttpContext.RequestServices.GetRequiredService<RestPipeline>().Answer<TEndpoint>(request);

    /// <summary>Carries out a request on a path on which another family handles some requests (<see cref="IPathShare"/>).</summary>
    protected static Task<IResult> AnswerUnlessShared<TEndpoint>(HttpRequest request, string path)
        where TEndpoint : Endpoint =>
        request.HttpContext.RequestServices.GetServices<IPathShare>().FirstOrDefault(share => share.Path == path && share.Claims(request)) is { } other ? other.Answer(request) : Answer<TEndpoint>(request);

    /// <summary>Creates the parameters from the fields of a request, and sets <see cref="Call.Run"/>.</summary>
    /// <returns>The failure if the request is refused; otherwise null.</returns>
    internal abstract Result? Bind(EndpointParameters parameters, RestCall call);
}

/// <summary>An endpoint with parameters.</summary>
/// <typeparam name="TParameters">A record whose constructor lists the parameters; see <see cref="EndpointParameters"/>.</typeparam>
public abstract class Endpoint<TParameters> : Endpoint
    where TParameters : class
{
    /// <inheritdoc />
    public sealed override Type ParametersType => typeof(TParameters);

    internal sealed override Result? Bind(EndpointParameters parameters, RestCall call)
    {
        if (parameters.Bind<TParameters>(call.Request!, call.Fields, out var bound) is { } refused)
        {
            return refused;
        }

        call.Run = cancellation => Invoke(bound!, call, cancellation);
        return null;
    }

    /// <summary>Carries out the call. The caller is known and authorised, and the parameters are checked.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">A token for a forced shutdown. A disconnected caller does not cancel, because that would leave a change half done.</param>
    protected abstract Task<Result> Invoke(TParameters parameters, Call call, CancellationToken cancellation);
}
