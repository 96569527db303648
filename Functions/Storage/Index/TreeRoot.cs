using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>The root of a tree, which also contains the progress of folding.</summary>
internal sealed class TreeRoot
{
    private const string Progress = nameof(Progress);

    /// <summary>Gets the node.</summary>
    public required Node Node { get; init; }

    /// <summary>Gets or sets the ETag of the row.</summary>
    public ETag ETag { get; set; }

    /// <summary>Gets or sets the progress of folding.</summary>
    public TreeProgress Folded { get; set; }

    /// <summary>Gets or sets the number of the next node.</summary>
    public long NextNode { get; set; }

    /// <summary>Gets or sets the process that currently folds into the tree; null if there is none.</summary>
    public string? Holder { get; set; }

    /// <summary>Gets or sets the time at which the holder's lease of the tree expires.</summary>
    public DateTimeOffset Until { get; set; }

    /// <summary>Parses a row; returns the root of an empty tree if there is none. Such a tree has no entry of any document that its generation read.</summary>
    public static TreeRoot From(TableEntity? row, Generation generation) => row is null
        ? new() { Node = new(Node.Root), Folded = new(generation.Through, 0, "", 0) }
        : new()
        {
            Node = Node.From(row, Node.Root),
            ETag = row.ETag,
            NextNode = row.GetInt64(nameof(NextNode)) ?? 0,
            Folded = new(
                row.GetInt64(nameof(TreeProgress.Through)) ?? 0,
                row.GetInt64(nameof(TreeProgress.Target)) ?? 0,
                row.GetString(nameof(TreeProgress.Document)) ?? "",
                row.GetInt32(nameof(TreeProgress.Operations)) ?? 0),
            Holder = row.GetString(nameof(Holder)),
            Until = row.GetDateTimeOffset(nameof(Until)) ?? default,
        };

    /// <summary>Writes all values into a row.</summary>
    public TableEntity WriteTo(TableEntity row)
    {
        row[nameof(NextNode)] = NextNode;
        row[nameof(TreeProgress.Through)] = Folded.Through;
        if (Folded.IsPartial)
        {
            row[nameof(TreeProgress.Target)] = Folded.Target;
            row[nameof(TreeProgress.Document)] = Folded.Document;
            row[nameof(TreeProgress.Operations)] = Folded.Operations;
        }

        if (Holder is not null)
        {
            row[nameof(Holder)] = Holder;
            row[nameof(Until)] = Until;
        }

        return Node.WriteTo(row);
    }
}

/// <summary>The progress of folding changes into a tree.</summary>
/// <param name="Through">The watermark: all time buckets up to this one are folded.</param>
/// <param name="Target">The time buckets up to this one are being folded, document by document; 0 if no fold is in progress.</param>
/// <param name="Document">The documents before this one are folded up to the target.</param>
/// <param name="Operations">The number of complete operations of the document itself; <see cref="AllOperations"/> for all.</param>
internal readonly record struct TreeProgress(long Through, long Target, string Document, int Operations)
{
    /// <summary>The value for a document whose operations are all complete.</summary>
    public const int AllOperations = -1;

    /// <summary>Gets whether a fold is in progress, or was interrupted.</summary>
    public bool IsPartial => Target > Through;

    /// <summary>Returns the last time bucket that is folded completely for a document.</summary>
    public long ThroughOf(string document) => IsPartial && IsDone(document) ? Target : Through;

    /// <summary>Returns whether the fold in progress has finished a document.</summary>
    public bool IsDone(string document) =>
        string.CompareOrdinal(document, Document) is var order && (order < 0 || (order == 0 && Operations == AllOperations));

    /// <summary>Returns the number of complete operations of a document that is folded in part.</summary>
    public int OperationsOf(string document) => IsPartial && document == Document && Operations > 0 ? Operations : 0;
}
