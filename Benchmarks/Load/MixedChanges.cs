using System.Collections.Concurrent;
using Serverless.Benchmarks.Scenarios;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Load;

/// <summary>A change that was acknowledged, and how a search shows it.</summary>
/// <param name="Text">A text that only this user has, or had before they were deleted.</param>
/// <param name="Id">The user; null if the search must find no user.</param>
/// <param name="IsEnabled">Whether the user is enabled.</param>
internal sealed record MadeChange(string Text, string? Id, bool IsEnabled = true);

/// <summary>Changes users in every way that lists show. Each user is changed by one caller at a time, so the outcome of each change is known.</summary>
/// <param name="root">A session of root.</param>
internal sealed class MixedChanges(string root)
{
    /// <summary>The mix, in words.</summary>
    public const string Mix = "40 % sign-ups, 20 % changes of a Telegram name, 15 % of a user name, 10 % of an email address, 10 % disabled or enabled users, 5 % deletions";

    private readonly ConcurrentQueue<Member> _members = new();
    private readonly ConcurrentQueue<Account> _accounts = new();
    private int _number;
    private int _failed;

    /// <summary>Gets the number of calls that failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    /// <summary>Starts to count from zero.</summary>
    public void Reset() => Volatile.Write(ref _failed, 0);

    /// <summary>Creates users with sessions, for the changes that users make themselves.</summary>
    public async Task AddMembers(ApiClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var name = NewText("member");
            await client.CallPatiently("session/signup", null, new { username = name, password = TestSettings.Password });
            var token = await client.Session(name, TestSettings.Password);
            var profile = (await client.CallPatiently("profile/read", token));
            _members.Enqueue(new(profile.Data.GetProperty("id").GetString()!, token));
        }
    }

    /// <summary>Makes one change.</summary>
    /// <param name="client">The instance that makes it.</param>
    /// <param name="then">Called when the change is acknowledged, before its user is changed again.</param>
    /// <returns>Whether the change was acknowledged. If not, it is unknown whether it happened, and its user is not changed again.</returns>
    public Task<bool> Make(ApiClient client, Func<MadeChange, Task> then) => Random.Shared.Next(100) switch
    {
        < 20 => OfMember(client, then, "profile/set-telegram-username", NewText("telegram")),
        < 35 => OfMember(client, then, "profile/set-username", NewText("name")),
        < 45 => OfMember(client, then, "profile/set-email", NewText("mail") + "@example.com"),
        < 55 => Switch(client, then),
        < 60 => Delete(client, then),
        _ => SignUp(client, then),
    };

    private async Task<bool> SignUp(ApiClient client, Func<MadeChange, Task> then)
    {
        var answer = await client.SignUpTemporarily();
        if (!Succeeded(answer))
        {
            return false;
        }

        var account = new Account(answer.Body.GetProperty("id").GetRawText(), answer.Body.GetProperty("username").GetString()!, IsEnabled: true);
        await then(new(account.Name, account.Id));
        _accounts.Enqueue(account);
        return true;
    }

    private async Task<bool> OfMember(ApiClient client, Func<MadeChange, Task> then, string method, string text)
    {
        if (!_members.TryDequeue(out var member))
        {
            return await SignUp(client, then);
        }

        if (!Succeeded(await client.Call(method, member.Token, text)))
        {
            return false;
        }

        await then(new(text, member.Id));
        _members.Enqueue(member);
        return true;
    }

    private async Task<bool> Switch(ApiClient client, Func<MadeChange, Task> then)
    {
        if (!_accounts.TryDequeue(out var account))
        {
            return await SignUp(client, then);
        }

        account = account with { IsEnabled = !account.IsEnabled };
        if (!Succeeded(await client.Call("admin/users/set-enabled", root, account.Id, account.IsEnabled)))
        {
            return false;
        }

        await then(new(account.Name, account.Id, account.IsEnabled));
        _accounts.Enqueue(account);
        return true;
    }

    private async Task<bool> Delete(ApiClient client, Func<MadeChange, Task> then)
    {
        if (!_accounts.TryDequeue(out var account))
        {
            return await SignUp(client, then);
        }

        if (!Succeeded(await client.Call("admin/users/delete", root, account.Id)))
        {
            return false;
        }

        await then(new(account.Name, null));
        return true;
    }

    private bool Succeeded(ApiAnswer answer)
    {
        if (!answer.IsSuccess)
        {
            Interlocked.Increment(ref _failed);
        }

        // Anything but an outage is a defect, of the product or of this program.
        return answer.Status is 0 or 503 || answer.IsSuccess ? answer.IsSuccess : throw new BenchmarkFailedException($"A change was answered with {answer.Status}: {answer.Body}");
    }

    private string NewText(string kind) => $"{kind}{Interlocked.Increment(ref _number):00000}x{Random.Shared.Next(1_000_000):000000}";

    private sealed record Member(string Id, string Token);

    private sealed record Account(string Id, string Name, bool IsEnabled);
}
