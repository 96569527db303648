using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>Merges the events of several sources, newest first. An event that several sources contain appears once.</summary>
internal sealed class MergedEvents(IReadOnlyList<EventSource> sources)
{
    /// <summary>Gets whether all events were returned.</summary>
    public bool IsEnded => sources.All(source => source.IsEnded);

    /// <summary>Returns the next event; null if there are no others. Reads from the sources whose next event is unknown.</summary>
    /// <param name="most">The maximum number of events that one source reads at once.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async ValueTask<AuditRow?> Next(int most, CancellationToken cancellation)
    {
        if (sources.Any(source => source.IsEmpty))
        {
            await Task.WhenAll(sources.Where(source => source.IsLow).Select(source => source.Fill(most, cancellation)));
        }

        var key = sources.Select(source => source.Next).OfType<string>().Min(StringComparer.Ordinal);
        return key is null ? null : sources.Where(source => source.Next == key).Select(source => source.Take()).ToList()[0];
    }
}
