using System.Text.RegularExpressions;
using Serverless.Security;

namespace Serverless.Tests.Rules;

/// <summary>Checks that no file contains a valid credential: a text with a prefix of the product, the right length and the right checksum.</summary>
public sealed partial class NoCredentialIsCommitted
{
    /// <summary>Files with generated users of the golden exports, and test vectors.</summary>
    private static readonly string[] Exceptions =
        ["Functions.Tests/Golden/form-", "Functions.Tests/Security/CredentialTests.cs", "Functions.Tests/Rules/NoCredentialIsCommitted.cs"];

    [Fact]
    public void No_file_holds_a_credential()
    {
        var files = Repository.Files.Where(file => !Exceptions.Any(exception => file.StartsWith(exception, StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            from Match match in Candidate().Matches(Repository.Read(file))
            where Credential.TryParse(match.Value, out _)
            select $"{file}: {match.Value[..6]}...");
    }

    [Fact]
    public void The_pattern_finds_every_kind_of_credential()
    {
        foreach (var kind in Enum.GetValues<CredentialKind>())
        {
            var text = Credential.Create(kind, 1, 2).Text;
            Assert.Equal(text, Candidate().Match($"token: \"{text}\",").Value);
        }
    }

    /// <summary><c>.ci/run</c> searches the test reports for the same pattern.</summary>
    [Fact]
    public void Ci_searches_its_reports_for_the_same_pattern() =>
        Assert.Contains($"grep -aqE '{Candidate()}'", Repository.Read(".ci/run"), StringComparison.Ordinal);

    [GeneratedRegex(@"\b(sls|slt|slc|slr|slu|slf)_[0-9A-Za-z]{54}\b")]
    private static partial Regex Candidate();
}
