using Azure.Core;
using Azure.Core.Pipeline;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage.Index;

/// <summary>Represents one of the processes that share a <see cref="Shelf"/>.</summary>
internal sealed record ShelfProcess(Shelf Shelf, Tables Tables, StoredIndex Index, Faults Faults, Conflicts Conflicts)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Records a change and returns its remaining steps: the write, which may lose against another one, and the follow-up.</summary>
    public async Task<ShelfChange> Begin(long number, string? text)
    {
        var known = Shelf.Documents.TryGetValue(number, out var before);
        var pending = await Index.AddPending(Shelf.Name(number), number, before.Stamp, version => new(ShelfVersion.State(version.Number, number, before.Text), ShelfVersion.State(version.Number, number, text)), Stop);
        return new(this, number, known ? before.Stamp : null, text, pending);
    }

    /// <summary>Makes a complete change.</summary>
    public async Task Change(long number, string? text)
    {
        var change = await Begin(number, text);
        await change.End(change.Write());
    }

    public Task<bool> Fold() => Index.Fold((_, _) => Task.CompletedTask, Stop);

    /// <summary>Folds in a process that crashes after a number of writes. Returns whether the fold completed.</summary>
    public async Task<bool> FoldAndDieAfter(int writes)
    {
        Faults.DieAfterWrites(writes);
        try
        {
            await Fold();
            return true;
        }
        catch (ProcessDiedException)
        {
            return false;
        }
        finally
        {
            Faults.Clear();
        }
    }
}

/// <summary>Represents a change in progress.</summary>
internal sealed record ShelfChange(ShelfProcess Process, long Number, long? Before, string? Text, PendingChange PendingChange)
{
    /// <summary>Writes the document unless it was written since it was read. A document that is no longer indexed is removed soon.</summary>
    public bool Write()
    {
        var documents = Process.Shelf.Documents;
        if ((documents.TryGetValue(Number, out var now) ? now.Stamp : (long?)null) != Before)
        {
            return false;
        }

        documents[Number] = (PendingChange.Stamp, Text);
        return true;
    }

    public async Task End(bool isWritten)
    {
        if (isWritten)
        {
            Process.Index.Commit(PendingChange);
        }
        else
        {
            await Process.Index.Withdraw(PendingChange, TestContext.Current.CancellationToken);
        }
    }
}

/// <summary>Counts the writes that storage refused because of a concurrent write.</summary>
internal sealed class Conflicts : HttpPipelinePolicy
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException("The product never blocks on storage.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (Faults.IsWrite(message.Request) && message.Response.Status is 409 or 412)
        {
            Interlocked.Increment(ref _count);
        }
        else if (message.Request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal) && message.Response.ContentStream is { CanSeek: true } content)
        {
            // A batch is answered with 202 and contains the outcome.
            using var reader = new StreamReader(content, leaveOpen: true);
            var text = await reader.ReadToEndAsync();
            content.Position = 0;
            if (text.Contains("HTTP/1.1 412", StringComparison.Ordinal) || text.Contains("HTTP/1.1 409", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _count);
            }
        }
    }
}
