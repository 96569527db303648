using System.Text.Json;
using Serverless.Domain.Email;
using Serverless.Storage.Forms;
using Serverless.Telemetry;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.Status;

/// <summary>Tests <c>admin/status/read</c> over HTTP.</summary>
public sealed class ReadTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shows_the_version_and_the_emails_that_wait_or_were_given_up()
    {
        await using var app = new TestApp(azurite) { ReadsQueues = false };
        await app.InitializeAsync();
        var root = await Given.Root(app);
        var before = (await root.Call("admin/status/read")).Data;
        Assert.Equal((ProductVersion.Number, DataForm.Current), (before.GetProperty("version").GetString(), before.GetProperty("form").GetInt32()));
        Assert.True(before.GetProperty("storage").GetProperty("is_available").GetBoolean());
        Assert.Equal((0, 0), Emails(before));

        var name = Given.Name();
        await app.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = Given.Email(name) });
        await app.Get<FailedEmails>().Keep("""{"id":1}""", "Refused.", Stop);
        Assert.Equal((1, 1), Emails((await root.Call("admin/status/read")).Data));
    }

    [Fact]
    public async Task A_part_of_storage_that_fails_is_named_and_the_others_are_shown()
    {
        await using var app = new TestApp(azurite) { ReadsQueues = false };
        await app.InitializeAsync();
        var root = await Given.Root(app);
        app.Faults.FailBefore(request => request.Uri.ToString().Contains("Mail", StringComparison.Ordinal) && request.Uri.ToString().Contains("()", StringComparison.Ordinal));
        var status = (await root.Call("admin/status/read")).Data;
        app.Faults.Clear();
        Assert.False(status.GetProperty("storage").GetProperty("is_available").GetBoolean());
        Assert.Contains(status.GetProperty("storage").GetProperty("unavailable").EnumerateArray(), name => name.GetString() == "Mail");
        Assert.Equal((JsonValueKind.Number, JsonValueKind.Null), (status.GetProperty("emails").GetProperty("waiting").ValueKind, status.GetProperty("emails").GetProperty("given_up").ValueKind));
    }

    private static (int Waiting, int GivenUp) Emails(JsonElement status) =>
        (status.GetProperty("emails").GetProperty("waiting").GetInt32(), status.GetProperty("emails").GetProperty("given_up").GetInt32());
}
