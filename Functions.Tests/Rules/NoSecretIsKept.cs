using System.Text;

namespace Serverless.Tests.Rules;

/// <summary>What opens an account is known to its owner and to nobody who reads our tables, queues or logs.</summary>
public sealed class NoSecretIsKept(ScriptedDay day) : IClassFixture<ScriptedDay>
{
    [Fact]
    public void Tables_and_queues_hold_no_password_and_no_token()
    {
        Assert.Contains(day.Kept, text => text.StartsWith("Email: ", StringComparison.Ordinal)); // the dump sees something
        Assert.Contains(day.Kept, text => text.StartsWith("Hash: ", StringComparison.Ordinal));
        AssertNone(day.Secrets, day.Kept);
    }

    [Fact]
    public void None_is_ever_sent_to_storage()
    {
        Assert.Contains(day.SentToStorage, text => text.Contains("\"Purpose\":\"ConfirmEmail\"", StringComparison.Ordinal)); // queue messages are seen
        AssertNone(day.Secrets, day.SentToStorage);
    }

    [Fact]
    public void The_log_holds_no_password_no_token_no_address_and_nothing_of_what_callers_send()
    {
        Assert.Contains(day.Log, entry => entry.StartsWith("Serverless.Domain.Email.DeliverLetter 211", StringComparison.Ordinal)); // a mail was sent
        Assert.Contains(day.Log, entry => entry.StartsWith("Serverless.Api.Shared.Steps.LastResort 101", StringComparison.Ordinal)); // storage failed
        AssertNone([.. day.Secrets, .. day.Personal], day.Log);
    }

    /// <summary>As it is, in Base64, in hexadecimal and as part of a URL.</summary>
    private static IEnumerable<string> Forms(string secret) =>
        [secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret)];

    private static void AssertNone(IReadOnlyCollection<string> secrets, IReadOnlyCollection<string> texts)
    {
        var all = string.Join('\n', texts.Distinct());
        Assert.NotEmpty(secrets);
        Assert.Empty(
            from secret in secrets.Distinct()
            from form in Forms(secret)
            let at = all.IndexOf(form, StringComparison.OrdinalIgnoreCase)
            where at >= 0
            select $"{secret}: {all[Math.Max(0, at - 100)..Math.Min(all.Length, at + form.Length + 100)]}");
    }
}
