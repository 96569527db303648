using Serverless.WorkerHosting.Protocol;

namespace Serverless.WorkerHosting;

/// <summary>Collects the output of the worker, its log entries to the host, and the messages of the host.</summary>
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
