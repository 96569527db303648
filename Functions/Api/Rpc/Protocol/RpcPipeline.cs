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
    Authentication authentication,
    PermissionCheck permissionCheck,
    EnrolmentCheck enrolmentCheck,
    Validation validation,
    LimitCheck limitCheck)
{
    private readonly Next _first = StepChain.Of(StepChain.Carry, observation, callLogging, rpcForm, lastResort, bodyDecoding, methodLookup, formCheck, activeCalls, callBudget, authentication, permissionCheck, enrolmentCheck, validation, limitCheck);

    /// <summary>
    /// Carries out a call from any transport: an HTTP request to the method's URL, a JSON-RPC object posted to any path, or a frame.
    /// Never throws.
    /// </summary>
    public Task<Result> Dispatch(Call call, CancellationToken cancellation) => _first(call, cancellation);
}
