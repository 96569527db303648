using Serverless.Api.Shared;
using Serverless.Api.Shared.Steps;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>
/// What happens to a call, in this order. The order can be seen from outside and is fixed by the specification (rpc.md 1.6):
/// a broken body is told before an unknown method, a missing permission before wrong parameters.
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
    Authentication authentication,
    PermissionCheck permissionCheck,
    Validation validation,
    LimitCheck limitCheck)
{
    private readonly Next _first = StepChain.Of(StepChain.Carry, observation, callLogging, rpcForm, lastResort, bodyDecoding, methodLookup, formCheck, activeCalls, callBudget, authentication, permissionCheck, validation, limitCheck);

    /// <summary>
    /// Carries a call out, from whatever transport: an HTTP request to the method's URL, a JSON-RPC object posted anywhere, a frame.
    /// Never throws.
    /// </summary>
    public Task<Result> Dispatch(Call call, CancellationToken cancellation) => _first(call, cancellation);
}
