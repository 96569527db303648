using Serverless.Api.Shared.Declarations;
using Serverless.Domain.CallLog;
using Serverless.Domain.Failures;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Logs every call of an existing operation, refused calls included. A call whose body cannot be read is logged under the method of its URL.
/// </summary>
public sealed class CallLogging(CallBuffer buffer, Catalogue catalogue, TimeProvider time) : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        var started = time.GetUtcNow().ToUnixTimeMilliseconds();
        var timestamp = time.GetTimestamp();
        var result = await next(call, cancellation);
        if ((call.Method ?? Named(call)) is { } method)
        {
            var runtime = (int)time.GetElapsedTime(timestamp).TotalMilliseconds;
            buffer.Add(new CallRecord(method.Id, call.Caller.Pseudonym, started, runtime, result.Status, Text(result), result.IsException, call.Transport));
        }

        return result;
    }

    /// <summary>Returns the text without quoted parts, which can contain the caller's input. Quoted names of declared parameters stay.</summary>
    private static string? Text(Result result) => result.Text is { } text && result.FailureReason != Reason.InvalidParameters && text.Contains('"', StringComparison.Ordinal)
        ? string.Join("\"…\"", text.Split('"').Where((_, i) => i % 2 == 0))
        : result.Text;

    private OperationDeclaration? Named(Call call) => catalogue.TryFind(call.MethodId, out var method) ? method : null;
}
