using System.Text;

namespace Serverless.Tests.Rules;

/// <summary>Checks that secrets that open an account are never readable in tables, queues or logs.</summary>
public sealed class NoSecretIsKept(ScriptedDay day) : IClassFixture<ScriptedDay>
{
    [Fact]
    public void Tables_and_queues_contain_no_password_and_no_token()
    {
        Assert.Contains(day.Kept, text => text.StartsWith("Email: ", StringComparison.Ordinal)); // the dump contains rows
        Assert.Contains(day.Kept, text => text.StartsWith("Hash: ", StringComparison.Ordinal));
        AssertNone(day.Secrets, day.Kept);
    }

    [Fact]
    public void No_secret_is_ever_sent_to_storage()
    {
        Assert.Contains(day.SentToStorage, text => text.Contains("\"Purpose\":\"ConfirmEmail\"", StringComparison.Ordinal)); // queue messages are captured
        AssertNone(day.Secrets, day.SentToStorage);
    }

    [Fact]
    public void The_log_contains_no_secret_no_email_address_and_no_caller_input()
    {
        Assert.Contains(day.Log, entry => entry.StartsWith("Serverless.Domain.Email.EmailDelivery 211", StringComparison.Ordinal)); // an email was sent
        Assert.Contains(day.Log, entry => entry.StartsWith("Serverless.Api.Shared.Steps.LastResort 101", StringComparison.Ordinal)); // storage failed
        AssertNone([.. day.Secrets, .. day.Personal], day.Log);
    }

    /// <summary>Returns the secret unchanged, in Base64, in hexadecimal and as part of a URL.</summary>
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
