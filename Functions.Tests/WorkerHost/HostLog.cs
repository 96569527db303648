using Serverless.WorkerHosting.Protocol;

namespace Serverless.WorkerHosting;

/// <summary>What the worker printed, what it logged to the host, and what the host has to say.</summary>
internal sealed class HostLog
{
    private readonly List<string> _lines = [];

    public string Text
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }

    public void Add(RpcLog log) => Add($"[{log.Level}] {log.Category}: {log.Message}{(log.Exception is null ? "" : $"\n{log.Exception.Message}")}");
}
