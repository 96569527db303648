using Serverless.Api.Shared;
using Serverless.Api.Shared.Steps;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>
/// The pipeline of the RPC family. The order of the steps is visible to callers and defined by the specification (rpc.md 1.6):
/// an unreadable body is reported before an unknown method, and a missing permission before invalid parameters.
/// </summary>
public sealed class RpcPipeline(
    Observation observation,
    CallLogging callLogging,
    RpcForm rpcForm,
    LastResort lastResort,
    BodyDecoding bodyDecoding,
    MethodLookup methodLookup,
    FormCheck formCheck,
    ActiveCalls activeCalls,
    CallBudget callBudget,
    CallOrigin callOrigin,
    Authentication authentication,
    PermissionCheck permissionCheck,
    EnrolmentCheck enrolmentCheck,
    FreshSessionCheck freshSessionCheck,
    Validation validation,
    LimitCheck limitCheck)
{
    private readonly Next<RpcCall> _first = new Pipeline<RpcCall>()
        .Then(observation)
        .Then(callLogging)
        .Then(rpcForm)
        .Then(lastResort)
        .Then(bodyDecoding)
        .Then(methodLookup)
        .Then(formCheck)
        .Then(activeCalls)
        .Then(callBudget)
        .Then(callOrigin)
        .Then(authentication)
        .Then(permissionCheck)
        .Then(enrolmentCheck)
        .Then(freshSessionCheck)
        .Then(validation)
        .Then(limitCheck)
        .Build();

    /// <summary>
    /// Carries out a call from any transport: an HTTP request to the method's URL, a JSON-RPC object posted to any path, or a frame.
    /// Never throws.
    /// </summary>
    public Task<Result> Dispatch(RpcCall call, CancellationToken cancellation) => _first(call, cancellation);
}
