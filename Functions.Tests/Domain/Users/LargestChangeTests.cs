using System.Collections.Immutable;
using Serverless.Domain.Audit;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Storage;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests that the largest changes of a user with the maximum number of rows fit one transaction, with their events, notification and emails.</summary>
public sealed class LargestChangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, Action<AccountChange>> Changes = new()
    {
        ["undo"] = change => change.UndoEmailChange(change.User.FormerEmails[0], Now),
        ["erase"] = change => change.Erase(),
        ["disable"] = change => change.SetEnabled(false),
        ["password"] = change =>
        {
            change.SetPassword("hash", keepSession: null);
            change.Evict(everything: true);
            change.Notify(SecurityNotice.PasswordChanged, Now);
        },
        ["email"] = change => change.SetEmail("new@example.com", Now),
        ["factors"] = change => change.ResetSecondFactors(Now),
    };

    public static TheoryData<string> Names { get; } = [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_largest_changes_fit_one_transaction(string name)
    {
        var change = new AccountChange(Full());
        Changes[name](change);
        Assert.NotEmpty(change.Audit(AuditOrigin.System, Now));
        var keys = change.ToTransaction().Others.Actions.Select(action => action.Entity.RowKey).ToList();
        Assert.Contains(keys, key => key.StartsWith("audit;", StringComparison.Ordinal));
        Assert.Contains(keys, key => key.StartsWith("emails;", StringComparison.Ordinal));
        Assert.InRange(keys.Count + 1, 25, TableExtensions.LargestTransaction); // and the user
    }

    private static User Full()
    {
        var formers = Enumerable.Range(0, FormerEmail.MostConfirmed).Select(i => new FormerEmail(i + 1, Now.AddDays(1), true, $"former{i}@example.com")).ToImmutableArray();
        return new()
        {
            Id = 100,
            Pseudonym = 7,
            Name = "ann",
            Email = "ann@example.com",
            EmailConfirmed = true,
            FormerEmails = formers,
            Created = Now,
            PasswordHash = "old",
            Version = new(new Azure.ETag("\"1\"")),
            Sessions = [.. Enumerable.Range(0, AccountChange.MaximumSessions).Select(i => new SessionReference(1000 + i, Now.AddDays(1), i))],
            Tokens = [.. Enumerable.Range(0, AccountChange.MaximumTokens).Select(i => 2000L + i)],
            Actions =
            [
                .. formers.Select(former => new ActionReference(former.MailId, ActionPurpose.UndoEmailChange)),
                new(3000, ActionPurpose.ConfirmEmail), new(3001, ActionPurpose.ResetPassword), new(3002, ActionPurpose.TellEmailChanged), new(3003, ActionPurpose.Invite),
            ],
            HasTotp = true,
            Passkeys = [.. Enumerable.Range(0, AccountChange.MaximumPasskeys).Select(i => 4000L + i)],
            RecoveryCodes = 10,
            Tickets = [.. Enumerable.Range(0, 5).Select(i => new TicketReference(5000 + i, Now.AddMinutes(10)))],
        };
    }
}
