using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>Reads the events of one range of keys in parts, newest first, and holds those that were not taken yet.</summary>
/// <param name="read">Reads a part, from a key on; from the newest event on if the key is null.</param>
/// <param name="from">The key where the range begins; null for the newest event.</param>
/// <param name="size">The number of events of the first part. Each part is twice as large as the one before.</param>
internal sealed class EventSource(Func<string?, int, CancellationToken, Task<EventSource.Part>> read, string? from, int size)
{
    /// <summary>The maximum number of events of a part.</summary>
    public const int LargestRead = 1_000;

    private readonly Queue<AuditRow> _rows = [];
    private string? _from = from;
    private int _size = size;
    private int _enough;
    private bool _isRead;

    /// <summary>Gets the key of the next event; null if no event is held.</summary>
    public string? Next => _rows.TryPeek(out var row) ? row.Key : null;

    /// <summary>Gets whether the next event is unknown.</summary>
    public bool IsEmpty => !_isRead && _rows.Count == 0;

    /// <summary>Gets whether so few events are held that the next part is worth reading at the same time as those of other sources.</summary>
    public bool IsLow => !_isRead && _rows.Count <= _enough;

    /// <summary>Gets whether all events were taken.</summary>
    public bool IsEnded => _isRead && _rows.Count == 0;

    /// <summary>Reads the next part, or more parts if they contain no event.</summary>
    /// <param name="most">The maximum number of events of a part.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task Fill(int most, CancellationToken cancellation)
    {
        do
        {
            var part = await read(_from, Math.Min(_size, most), cancellation);
            foreach (var row in part.Rows)
            {
                _rows.Enqueue(row);
            }

            (_from, _isRead) = part.Until is { } until ? (AuditRow.After(until), false) : (null, true);
            (_enough, _size) = (part.Rows.Count / 2, Math.Min(2 * _size, LargestRead));
        }
        while (IsEmpty);
    }

    /// <summary>Removes the next event and returns it.</summary>
    public AuditRow Take() => _rows.Dequeue();

    /// <summary>Represents what one read returned.</summary>
    /// <param name="Rows">The events, newest first.</param>
    /// <param name="Until">The key up to which these are all events of the range; null if there are no others.</param>
    internal sealed record Part(IReadOnlyList<AuditRow> Rows, string? Until);
}
