using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Email;
using Serverless.Domain.Users;
using Serverless.Jobs.Timers;
using Serverless.Operator;
using Serverless.Storage.Forms;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Golden;

/// <summary>Writes the golden export of the current form. Run it by hand when the form is complete. The result is committed and never written again.</summary>
public sealed class GoldenExport(AzuriteFixture azurite)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Exports_the_users_of_the_previous_form_with_everything_stored_since()
    {
        var data = new GoldenData(azurite);
        var (prefix, people) = await data.Imported(DataForm.Current - 1);
        var secrets = people.Secrets;
        DateTimeOffset taken;
        await using (var app = data.Now(prefix, people))
        {
            // The stored settings name a mail server.
            app.Configure = services => services.AddSingleton<IEmailTransport>(provider => provider.GetRequiredService<PickupTransport>());
            await app.InitializeAsync();
            await data.Migrated(prefix, [app]);

            // Later, so that there is a day of statistics. Links in emails are renewed for that.
            app.Clock.Advance(TimeSpan.FromHours(2));
            await app.Job<RollUpHistory>().Run(new TimerInfo(), Stop);
            await app.Rpc.Call("session/send-confirmation-email", "fay");
            secrets["fay.confirm"] = Mailbox.Token(await app.Mail.Wait("fay@example.com", "Confirm your email"));
            await app.Rpc.Call("session/send-password-reset-email", "fay");
            secrets["fay.reset"] = Mailbox.Token(await app.Mail.Wait("fay@example.com", "Reset Password"));

            // Calls of existing users, of a deleted user, and of anonymous callers.
            foreach (var which in (string[])["ann.session", "joe.session", "joe.api", "kim.private", "root.session"])
            {
                Assert.Equal(200, (await app.Rpc.With(secrets[which]).Call("profile/read")).Status);
            }

            await using (var socket = await RpcSocket.Open(app.Http.BaseAddress!, secrets["ann.session"]))
            {
                Assert.Equal(200, RpcSocket.Status(await socket.Call("profile/read")));
            }

            Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = "nia", password = people.Password, email = "nia@example.com" })).Status);
            var nia = await Given.Session(app.Rpc, "nia", people.Password);
            Assert.Equal(200, (await nia.Call("profile/read")).Status);
            secrets["nia.session"] = nia.Token!;
            Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = "oli", password = people.Password })).Status);
            Assert.Equal(200, (await (await Given.Session(app.Rpc, "oli", people.Password)).Call("profile/read")).Status);
            var root = await Given.Session(app.Rpc, "root", people.RootPassword);
            var oli = (await app.FindUser("oli"))!.Id;
            Assert.Equal(1, (await root.Call("admin/users/delete", oli.ToString(null, null))).Rows);
            await app.Get<EraseUser>().Finish(oli, Stop); // as the queue does

            // An invited user, and a notification to all users with the key that lets it be repeated.
            Assert.Equal(200, (await root.Call("admin/users/invite", new { username = "pia", email = "pia@example.com" })).Status);
            secrets["pia.invitation"] = Mailbox.Token(await app.Mail.Wait("pia@example.com", "You are invited"));
            secrets["news"] = await News(root);
            await TestTimeout.Until(
                async () => (await root.Call("admin/notifications/read-progress", secrets["news"])).Data.GetProperty("finished").ValueKind == JsonValueKind.String, "The delivery did not end.");
            taken = app.Clock.GetUtcNow();
        }

        var folder = GoldenData.Folder(DataForm.Current);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(folder, "*.json*"))
        {
            File.Delete(file);
        }

        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        await new ExportTables(instance.Tables, TimeProvider.System).Run(folder, Stop);
        var now = people with { Taken = taken, Listed = people.Listed + 2 };
        await File.WriteAllTextAsync(Path.Combine(folder, "people.json"), JsonSerializer.Serialize(now, Readable), Stop);
    }

    /// <summary>Sends a notification to all users. A repetition sends nothing. Returns its id.</summary>
    internal static async Task<string> News(RpcClient root) =>
        (await root.Call("admin/notifications/create-for-all", "News", "For everybody.", new { idempotency_key = "golden-news" })).Data.GetProperty("id").GetString()!;
}
