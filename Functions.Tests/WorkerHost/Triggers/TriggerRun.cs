using Serverless.WorkerHosting.Protocol;

namespace Serverless.WorkerHosting.Triggers;

/// <summary>Runs functions that are not started by requests.</summary>
internal sealed class TriggerRun(WorkerChannel channel)
{
    /// <summary>Runs a function with its trigger's value.</summary>
    /// <returns>Whether the function succeeded.</returns>
    public async Task<bool> Of(HostedFunction function, TypedData value, IEnumerable<KeyValuePair<string, TypedData>> metadata)
    {
        var request = new InvocationRequest
        {
            InvocationId = Guid.NewGuid().ToString(),
            FunctionId = function.Id,
            InputData = { new ParameterBinding { Name = function.Parameter, Data = value } },
            TraceContext = new RpcTraceContext(),
        };
        foreach (var (name, data) in metadata)
        {
            request.TriggerMetadata[name] = data;
        }

        return (await channel.Invoke(request)).Result.Status == StatusResult.Types.Status.Success;
    }
}
