using Xunit.Sdk;
using Xunit.v3;

namespace Serverless.Tests.Harness;

/// <summary>Starts the test classes that take longest first, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        "CrashTests", "ChangeCrashTests", "GoldenTests", "TwoVersionsTests", "RollingDeploymentTests", "AccountCrashTests", "EndedCredentialTests", "WhoMayChangeWhat", "CostsAreCurrent",
        "CredentialCrashTests", "UserIndexTests", "StoredIndexTests", "PendingEmailsTests", "SettingsTests", "OutageModesTests", "ExportAndImportTests", "ContentionTests", "ConsoleBrowserTests",
    ];

    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(Longest, name => collection.TestCollectionDisplayName.Contains("." + name, StringComparison.Ordinal)) is >= 0 and var place ? place : int.MaxValue)];
}
