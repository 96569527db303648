using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>The base class of RPC methods. Its namespace and name give the path: <c>Api/Rpc/Session/Signin.cs</c> is <c>/v1/session/signin</c>.</summary>
public abstract class RpcMethod : Operation
{
    internal sealed override OperationDeclaration Declare() => new MethodDeclaration(this);

    /// <summary>Carries out a request. Every HTTP trigger of a method calls it.</summary>
    /// <typeparam name="TMethod">The method whose trigger it is.</typeparam>
    protected static Task<IResult> Answer<TMethod>(HttpRequest request)
        where TMethod : RpcMethod => request.HttpContext.RequestServices.GetRequiredService<RpcEndpoint>().Answer<TMethod>(request);

    /// <summary>Checks and converts the arguments of a call, and sets <see cref="Call.Run"/>.</summary>
    /// <returns>What is wrong; null if the arguments are valid.</returns>
    internal abstract ParameterError? Bind(Parameters parameters, RpcCall call);
}

/// <summary>The base class of the methods with parameters.</summary>
/// <typeparam name="TParameters">A record whose constructor lists the parameters in their order on the wire; see <see cref="Parameters"/>.</typeparam>
public abstract class RpcMethod<TParameters> : RpcMethod
    where TParameters : class
{
    /// <inheritdoc />
    public sealed override Type ParametersType => typeof(TParameters);

    internal sealed override ParameterError? Bind(Parameters parameters, RpcCall call)
    {
        if (parameters.Bind<TParameters>(call.Arguments, out var bound) is { } error)
        {
            return error;
        }

        call.Run = cancellation => Invoke(bound!, call, cancellation);
        return null;
    }

    /// <summary>Carries out the call. The caller is known and authorised, and the parameters are checked.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">A token for a forced shutdown. A disconnected caller does not cancel, because that would leave a change half done.</param>
    protected abstract Task<Result> Invoke(TParameters parameters, RpcCall call, CancellationToken cancellation);
}
