using System.Collections.Immutable;
using Serverless.Domain.ApiTokens;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Domain.ApiTokens;

/// <summary>Tests which secrets of an API token work.</summary>
public sealed class TokenSecretsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_token_of_an_earlier_version_has_one_secret_that_never_ends()
    {
        var first = New();
        var token = Row(first);
        Assert.Equal((null, true), TokenSecrets.Find(token, first.Matches, Now.AddYears(50)) is { } found ? (found.Until, found.IsCurrent) : default);
        Assert.Null(TokenSecrets.Find(token, New().Matches, Now));
    }

    [Fact]
    public void A_mark_finds_its_own_secret_only()
    {
        var (first, second) = (New(), New());
        var old = TokenSecrets.Find(Row(first), first.Matches, Now)!.Value;
        var token = TokenSecrets.Rotate(Row(first), second, TimeSpan.FromMinutes(5), Now);
        Assert.Equal(old.Mark, TokenSecrets.Find(token, old.Mark, Now)?.Mark);
        Assert.Null(TokenSecrets.Find(token, old.Mark, Now.AddMinutes(5)));
        Assert.Null(TokenSecrets.Find(token, old.Mark + 1, Now));
        Assert.Equal(TokenSecrets.Find(token, second.Matches, Now), TokenSecrets.Find(token, mark: null, Now));
    }

    [Fact]
    public void Rotations_without_end_keep_the_row_small()
    {
        var token = Row(New());
        for (var i = 0; i < 1_000; i++)
        {
            token = TokenSecrets.Rotate(token, New(), TimeSpan.FromDays(1), Now.AddSeconds(i));
            Assert.InRange(token.Replaced!.Length, 1, 500);
        }
    }

    [Fact]
    public void An_expired_token_has_no_secret()
    {
        var (first, second) = (New(), New());
        var token = TokenSecrets.Rotate(Row(first) with { Expires = Now.AddMinutes(3) }, second, TimeSpan.FromDays(1), Now);
        Assert.Equal(Now.AddMinutes(3), TokenSecrets.Find(token, first.Matches, Now)?.Until);
        Assert.Null(TokenSecrets.Find(token, first.Matches, Now.AddMinutes(3)));
        Assert.Null(TokenSecrets.Find(token, second.Matches, Now.AddMinutes(3)));
    }

    private static Credential New() => Credential.Create(CredentialKind.ApiToken, 100, 7);

    private static TokenRow Row(Credential credential) => new()
    {
        Id = 7,
        Name = "",
        Enabled = true,
        Created = Now,
        Permissions = ImmutableSortedDictionary<string, bool>.Empty,
        Hash = credential.Hash(),
        UserPermissions = ImmutableSortedDictionary<string, bool>.Empty,
        UserEnabled = true,
    };
}
