using System.Diagnostics.CodeAnalysis;

namespace Serverless.Tests.Security;

/// <summary>Provides the same random sequence in every run, so that a failure can be reproduced.</summary>
internal static class FixedSeed
{
    private static readonly string[] Pieces = ["a", "Z", "7", " ", "ü", "e\u0301", "\u200F", "漢", "🔑", "\t", "\uD800", "$", "\0"];

    public static Random New() => new(20261123);

    [SuppressMessage("Security", "CA5394", Justification = "Test data, not a secret.")]
    public static int Below(this Random random, int limit) => random.Next(limit);

    public static string Text(this Random random, int pieces) =>
        string.Concat(Enumerable.Range(0, pieces).Select(_ => Pieces[random.Below(Pieces.Length)]));
}
