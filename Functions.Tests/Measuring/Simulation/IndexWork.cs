using Serverless.Domain.Users.Index;
using Serverless.Storage.Index;

namespace Serverless.Measuring.Simulation;

/// <summary>
/// The folding of changes into the user index (Storage/Index/README.md, Domain/Users/Index/IndexQueue.cs). Each instance that changes users sends a message
/// at most every <see cref="IndexQueue.Delay"/>, and a second one at <see cref="IndexQueue.Many"/> changes in that time. Each message starts a run.
/// A run has something to fold if a time bucket became final since the last run; other runs cost the query of the records.
/// </summary>
internal static class IndexWork
{
    /// <summary>The name of the index's requests.</summary>
    public const string Index = "index";

    /// <summary>The partition of the records of one shard and time bucket.</summary>
    public const string RecordPartition = "`Changes`, a shard of ten seconds";

    /// <summary>Returns the partition of a tree.</summary>
    public static string TreePartition(string tree) => $"`Index`, tree {tree}";

    /// <summary>Adds the requests to the demand.</summary>
    public static void Add(Demand demand, Situation now)
    {
        var (messages, folds) = (Messages(now), Folds(now));
        var (shape, bucket) = (Shape(now), TimeBuckets.Length.TotalSeconds);
        var fold = FoldCost.Of(shape, now.Footprint, now.Assumptions);
        demand.AddIndexMessages(messages);
        demand.AddShared(Index, (folds * fold.Requests) + ((messages - folds) * FoldCost.Queries(shape.Seen)));
        // Each record is written once, and read by every run while its time bucket is the newest one.
        demand.Touch(RecordPartition, now.ListChanges / ChangeRecord.Shards * (1 + (messages * bucket)));
        foreach (var (tree, entities) in fold.Entities)
        {
            demand.Touch(TreePartition(tree), folds * entities);
        }
    }

    /// <summary>Returns the share of the time that folds take. At 1, changes wait longer and longer.</summary>
    public static double Busy(Situation now) => Folds(now) * FoldCost.Of(Shape(now), now.Footprint, now.Assumptions).Seconds;

    /// <summary>Returns the number of messages a second.</summary>
    public static double Messages(Situation now)
    {
        var (changes, delay) = (now.ListChanges / now.Instances, IndexQueue.Delay.TotalSeconds);
        return now.Instances * (Math.Min(changes, 1 / delay) + (changes * delay >= IndexQueue.Many ? 1 / delay : 0));
    }

    /// <summary>Returns the number of runs a second that have something to fold.</summary>
    public static double Folds(Situation now) => Math.Min(Messages(now), 1 / TimeBuckets.Length.TotalSeconds);

    /// <summary>Returns the shape of a fold in such a run.</summary>
    private static FoldShape Shape(Situation now)
    {
        var (folds, changes) = (Folds(now), now.ListChanges);
        var records = changes / folds;
        var buckets = Math.Max(1, 1 / (folds * TimeBuckets.Length.TotalSeconds));
        return new(
            now.SignUps / folds,
            now.Changes / folds,
            Math.Min(records, ChangeRecord.Shards * buckets),
            records + (changes * (TimeBuckets.Length + TimeBuckets.Grace).TotalSeconds),
            now.Load.Users,
            now.Instances);
    }
}
