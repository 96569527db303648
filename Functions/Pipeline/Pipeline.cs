using Serverless.CallLog;
using Serverless.Pipeline.Rpc;
using Serverless.Telemetry;

namespace Serverless.Pipeline;

/// <summary>The rest of the pipeline.</summary>
public delegate Task<Result> Next(Call call, CancellationToken cancellation);

/// <summary>One step that every call passes.</summary>
public interface IStep
{
    /// <summary>Looks at the call; answers it, or passes it on.</summary>
    Task<Result> Invoke(Call call, Next next, CancellationToken cancellation);
}

/// <summary>
/// What happens to a call, in this order. The order can be seen from outside and is fixed by the specification (rpc.md 1.6):
/// a broken body is told before an unknown method, a missing permission before wrong parameters.
/// </summary>
public sealed class Pipeline(
    Observation observation,
    CallLogging callLogging,
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
    private readonly Next _first = Chain(Carry, observation, callLogging, lastResort, bodyDecoding, methodLookup, formCheck, activeCalls, callBudget, authentication, permissionCheck, validation, limitCheck);

    /// <summary>
    /// Carries a call out, from whatever transport: an HTTP request to the method's URL, a JSON-RPC object posted anywhere, a frame.
    /// Never throws.
    /// </summary>
    public Task<Result> Dispatch(Call call, CancellationToken cancellation) => _first(call, cancellation);

    /// <summary>The last word: what the operation itself does.</summary>
    internal static Task<Result> Carry(Call call, CancellationToken cancellation) => call.Method!.Operation.Invoke(call, cancellation);

    /// <summary>Puts steps in front of a last one.</summary>
    internal static Next Chain(Next last, params ReadOnlySpan<IStep> steps)
    {
        var next = last;
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            var (step, rest) = (steps[i], next);
            next = (call, cancellation) => step.Invoke(call, rest, cancellation);
        }

        return next;
    }
}
