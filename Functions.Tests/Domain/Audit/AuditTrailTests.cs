using System.Collections.Immutable;
using System.Reflection;
using Azure;
using Serverless.Domain.Audit;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Domain.Audit;

/// <summary>Tests that no change of a user is without its event, even if no code records one.</summary>
public sealed class AuditTrailTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private static readonly AuditOrigin Caller = new(AuditActorKind.ApiToken, ActorId: 5, Actor: 12, Ip: "192.0.2.1", Device: "curl", Family: "rpc");

    private static readonly User Before = new() { Id = 100, Name = "alice", Created = Now, Pseudonym = 4711, FullName = "Alice", Version = new RowVersion(new ETag("1")) };

    /// <summary>What a change of each property is called. Properties without a name are not security events, with the reason.</summary>
    private static readonly Dictionary<string, (User After, string? Event)> Properties = new()
    {
        [nameof(User.Name)] = (Before with { Name = "bob" }, "user.renamed"),
        [nameof(User.Email)] = (Before with { Email = "a@example.com" }, "email.changed"),
        [nameof(User.EmailConfirmed)] = (Before with { EmailConfirmed = true }, "email.changed"),
        [nameof(User.PendingEmail)] = (Before with { PendingEmail = "a@example.com" }, "email.changed"),
        [nameof(User.TelegramName)] = (Before with { TelegramName = "alice" }, "user.profile_changed"),
        [nameof(User.FullName)] = (Before with { FullName = "Alice B." }, "user.profile_changed"),
        [nameof(User.Picture)] = (Before with { Picture = "x" }, "user.profile_changed"),
        [nameof(User.PhoneNumber)] = (Before with { PhoneNumber = "1" }, "user.profile_changed"),
        [nameof(User.Links)] = (Before with { Links = [Link.Of("wechat", "x")] }, "user.links_changed"),
        [nameof(User.PasswordHash)] = (Before with { PasswordHash = "x" }, "password.changed"),
        [nameof(User.HasInitialPassword)] = (Before with { HasInitialPassword = true }, null), // changes with the password
        [nameof(User.Enabled)] = (Before with { Enabled = false }, "user.disabled"),
        [nameof(User.IsErasing)] = (Before with { IsErasing = true }, "user.erased"),
        [nameof(User.Permissions)] = (Before with { Permissions = Before.Permissions.Add("admin", true) }, "permissions.changed"),
        [nameof(User.Sessions)] = (Before with { Sessions = [new(1, Now, 1)] }, "session.sign_in"),
        [nameof(User.Locale)] = (Before with { Locale = "de" }, "user.profile_changed"),
        [nameof(User.Tokens)] = (Before with { Tokens = [1] }, "api_token.created"),
        [nameof(User.Actions)] = (Before with { Actions = [new(1, ActionPurpose.ResetPassword)] }, "email.token_issued"),
        [nameof(User.HasTotp)] = (Before with { HasTotp = true }, "factor.totp_created"),
        [nameof(User.Passkeys)] = (Before with { Passkeys = [1] }, "factor.passkey_created"),
        [nameof(User.RecoveryCodes)] = (Before with { RecoveryCodes = 10 }, "factor.recovery_codes_created"),
        [nameof(User.Tickets)] = (Before with { Tickets = [new(1, Now)] }, "session.password_accepted"),
        [nameof(User.Id)] = (Before, null), // never changes
        [nameof(User.Pseudonym)] = (Before with { Pseudonym = 0 }, null), // changes with the erasure
        [nameof(User.FormerEmails)] = (Before with { FormerEmails = [new FormerEmail(1, Now, true, "a@example.com")] }, null), // changes with the email address
        [nameof(User.IsTemporary)] = (Before with { IsTemporary = true }, null), // changes with the email address
        [nameof(User.Created)] = (Before with { Created = Now.AddDays(1) }, null), // never changes
        [nameof(User.Updated)] = (Before with { Updated = Now.AddDays(1) }, null), // storage's own time stamp
        [nameof(User.UntrustedTokens)] = (Before with { UntrustedTokens = [1] }, null), // changes with the tokens
        [nameof(User.ExpiringTokens)] = (Before with { ExpiringTokens = [new(1, Now)] }, null), // changes with the tokens
        [nameof(User.HandledMail)] = (Before with { HandledMail = [1] }, null), // emails are no events
        [nameof(User.Devices)] = (Before with { Devices = ["x"] }, null), // changes with the sessions
        [nameof(User.KnownDevices)] = (Before with { KnownDevices = ["x"] }, null), // changes with the sessions
        [nameof(User.Listed)] = (Before with { Listed = 1 }, null), // belongs to the index
        [nameof(User.Audited)] = (Before with { Audited = 1 }, null), // belongs to the audit log
        [nameof(User.Version)] = (Before, null), // storage's own version
    };

    public static TheoryData<string> Names => [.. Properties.Keys];

    [Fact]
    public void Every_stored_property_of_a_user_is_an_event_or_has_a_reason() => Assert.Equal(
        typeof(User).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null).Select(property => property.Name).Order(),
        Properties.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void An_unrecorded_change_is_an_event(string property)
    {
        var (after, expected) = Properties[property];
        var events = Complete(new AuditTrail(), Before, after);
        Assert.Equal(expected is null ? [] : [expected], events.Select(one => one.Name.Name));
        Assert.All(events, one => Assert.Equal((4711, AuditActorKind.ApiToken, 12L, "192.0.2.1", "curl", "rpc", true), (one.Subject, one.ActorKind, one.Actor, one.Ip, one.Device, one.Family, one.IsSuccess)));
    }

    [Fact]
    public void The_opposite_changes_are_events_too()
    {
        var full = Before with { Enabled = false, HasTotp = true, RecoveryCodes = 3, Passkeys = [1, 2], Tokens = [7], Sessions = [new(1, Now, 1), new(2, Now, 2)] };
        Assert.Equal(
            ["user.enabled", "factor.totp_deleted", "factor.passkey_deleted", "factor.recovery_codes_deleted", "api_token.deleted"],
            Complete(new AuditTrail(), full, Before).Select(one => one.Name.Name)); // enabling a user ends their sessions
        var ended = Assert.Single(Complete(new AuditTrail(), full, full with { Sessions = [] }));
        Assert.Equal(("session.ended", "2"), (ended.Name.Name, ended.Details["sessions"]));
    }

    [Fact]
    public void A_recorded_event_replaces_that_of_the_parts_that_it_reports()
    {
        var trail = new AuditTrail();
        trail.Record(AuditEventName.PasswordReset);
        trail.Describe("factor", "totp");
        var events = Complete(trail, Before with { Sessions = [new(1, Now, 1)] }, Before with { PasswordHash = "x", Email = "a@example.com" });
        Assert.Equal(["password.reset", "email.changed"], events.Select(one => one.Name.Name));
        Assert.All(events, one => Assert.Equal("totp", one.Details["factor"]));
    }

    [Fact]
    public void An_unrecorded_update_of_an_API_token_is_an_event()
    {
        var change = new AccountChange(Before with { Tokens = [7, 8] });
        change.UpdateToken(Token(7));
        var changed = Assert.Single(change.Audit(Caller, Now));
        Assert.Equal(("api_token.changed", "7"), (changed.Name.Name, changed.Details["token_id"]));
    }

    [Fact]
    public void An_update_of_an_API_token_that_is_then_deleted_is_no_event()
    {
        var change = new AccountChange(Before with { Tokens = [7] });
        change.UpdateToken(Token(7));
        change.RemoveToken(7);
        Assert.Equal("api_token.deleted", Assert.Single(change.Audit(Caller, Now)).Name.Name);
    }

    [Fact]
    public void A_change_of_the_owner_is_no_event_of_their_API_tokens()
    {
        var change = new AccountChange(Before with { Tokens = [7] });
        change.SetEnabled(false);
        Assert.Equal("user.disabled", Assert.Single(change.Audit(Caller, Now)).Name.Name);
    }

    [Fact]
    public void API_tokens_that_have_expired_are_deleted_by_the_app_and_not_by_the_caller()
    {
        var change = new AccountChange(Before with { Tokens = [7, 8], ExpiringTokens = [new(7, Now.AddDays(-31)), new(8, Now.AddDays(1))] });
        change.Record(AuditEventName.SignIn);
        change.Describe(AccountChange.NewDevice, "true");
        change.OpenSession(Credential.Create(CredentialKind.Session, 100, 1), Now, TimeSpan.FromDays(1));
        var events = change.Audit(new AuditOrigin(AuditActorKind.Anonymous, Ip: "192.0.2.1", Device: "curl", Family: "rpc"), Now);
        Assert.Equal([("session.sign_in", AuditActorKind.Session), ("api_token.deleted", AuditActorKind.System)], events.Select(one => (one.Name.Name, one.ActorKind)));
        Assert.Equal([("reason", "expired"), ("token_id", "7")], events[1].Details.Select(one => (one.Key, one.Value)));
        Assert.Equal((4711, 0, null, null, null), (events[1].Subject, events[1].Actor, events[1].Ip, events[1].Device, events[1].Family));
    }

    [Fact]
    public void A_caller_who_deletes_an_API_token_is_not_the_one_who_deletes_the_expired_ones()
    {
        var change = new AccountChange(Before with { Tokens = [7, 8], ExpiringTokens = [new(7, Now.AddDays(-31))] });
        change.RemoveToken(8);
        change.AddToken(Token(9));
        var deleted = change.Audit(Caller, Now).Where(one => one.Name == AuditEventName.TokenDeleted);
        Assert.Equal([("8", AuditActorKind.ApiToken), ("7", AuditActorKind.System)], deleted.Select(one => (one.Details["token_id"], one.ActorKind)));
    }

    [Fact]
    public void Permissions_are_listed_without_values()
    {
        var before = Before with { Permissions = ImmutableSortedDictionary<string, bool>.Empty.Add("a", true).Add("b", true) };
        var after = Before with { Permissions = ImmutableSortedDictionary<string, bool>.Empty.Add("b", false).Add("c", true).Add("d", true) };
        var details = Assert.Single(Complete(new AuditTrail(), before, after)).Details;
        Assert.Equal([("granted", "c, d"), ("revoked", "b"), ("set_to_default", "a")], details.Select(one => (one.Key, one.Value)));
    }

    [Fact]
    public void A_sign_in_is_made_by_the_user_who_signs_in()
    {
        var trail = new AuditTrail();
        var signIn = Assert.Single(trail.Complete(Before, Before with { Sessions = [new(1, Now, 1)] }, isNew: false, new AccountTransaction(100), new AuditOrigin(AuditActorKind.Anonymous), Now));
        Assert.Equal((AuditActorKind.Session, 4711), (signIn.ActorKind, signIn.Actor));
        var reset = Assert.Single(trail.Complete(Before, Before with { PasswordHash = "x" }, isNew: false, new AccountTransaction(100), new AuditOrigin(AuditActorKind.Anonymous), Now));
        Assert.Equal((AuditActorKind.Anonymous, 0), (reset.ActorKind, reset.Actor));
    }

    [Fact]
    public void Events_of_one_user_have_increasing_times_even_if_a_clock_is_behind()
    {
        var after = Before with { Enabled = false, PasswordHash = "x" };
        var events = Complete(new AuditTrail(), Before with { Audited = Now.AddMinutes(5).UtcTicks }, after);
        Assert.Equal([Now.AddMinutes(5).AddTicks(1), Now.AddMinutes(5).AddTicks(2)], events.Select(one => one.Date));
    }

    [Fact]
    public void Names_have_a_category_and_are_found()
    {
        Assert.All(AuditEventName.All, name =>
        {
            Assert.Matches("^[a-z_]+\\.[a-z_]+$", name.Name);
            Assert.True(AuditEventName.TryFind(name.Name, out var found) && found == name);
        });
        Assert.False(AuditEventName.TryFind("session", out _));
    }

    private static TokenRow Token(long id) => new()
    {
        Id = id,
        Name = "x",
        Enabled = false,
        Created = Now,
        Permissions = ImmutableSortedDictionary<string, bool>.Empty,
        Hash = [],
        UserPermissions = ImmutableSortedDictionary<string, bool>.Empty,
        UserEnabled = true,
    };

    private static IReadOnlyList<AuditEvent> Complete(AuditTrail trail, User before, User after) => trail.Complete(
        before, after, isNew: false, new AccountTransaction(100), Caller, Now);
}
