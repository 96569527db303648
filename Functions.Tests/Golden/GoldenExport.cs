using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Email;
using Serverless.Jobs.Timers;
using Serverless.Operator;
using Serverless.Storage.Forms;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Golden;

/// <summary>Writes the golden export of the current form. Run by hand when the form is complete; the result is committed and never written again.</summary>
public sealed class GoldenExport(AzuriteFixture azurite)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task The_people_of_the_form_before_and_what_is_stored_since()
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

            // Later, so that there is a day of statistics; mailed links are renewed for it.
            app.Clock.Advance(TimeSpan.FromHours(2));
            await app.Job<RollUpHistory>().Run(new TimerInfo(), Stop);
            await app.Rpc.Call("session/send-confirmation-email", "fay");
            secrets["fay.confirm"] = Mailbox.Token(await app.Mail.Wait("fay@example.com", "Confirm your email"));
            await app.Rpc.Call("session/send-password-reset-email", "fay");
            secrets["fay.reset"] = Mailbox.Token(await app.Mail.Wait("fay@example.com", "Reset Password"));

            // A change of address under way: the new one waits to be confirmed, and the old one can undo it.
            var (old, next) = ("joe@example.com", "joe.new@example.com");
            Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = "joe", password = people.Password, email = old })).Status);
            var confirm = Mailbox.Token(await app.Mail.Wait(old, "Confirm your email"));
            Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", confirm)).Status);
            var joe = await Given.Session(app.Rpc, "joe", people.Password);
            Assert.Equal(1, (await joe.Call("profile/set-email", next)).Rows);
            secrets["joe.confirm"] = Mailbox.Token(await app.Mail.Wait(next, "Confirm your email"));
            secrets["joe.undo"] = Mailbox.Token(await app.Mail.Wait(old, "Your email address was changed"));
            secrets["joe.session"] = joe.Token!;
            secrets["joe.api"] = (await joe.Call("api-tokens/create", "my program")).Data.GetProperty("token").GetString()!;
            secrets["kim.private"] = AccountGiven.Token(await app.Rest.Post("/api/v2/sign_up_temporarily"));

            var id = (await app.FindUser("joe"))!.Id.ToString(null, null);
            var root = await Given.Session(app.Rpc, "root", people.RootPassword);
            Assert.Equal(200, (await root.Call("admin/notifications/create", new[] { id }, "News", "Something happened.")).Status);
            await Patience.Until(async () => (await joe.Call("notifications/read")).Rows > 0, "The notification did not come.");
            taken = app.Clock.GetUtcNow();
        }

        var folder = GoldenData.Folder(DataForm.Current);
        foreach (var file in Directory.GetFiles(folder, "*.json*"))
        {
            File.Delete(file);
        }

        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        await new ExportTables(instance.Tables, TimeProvider.System).Run(folder, Stop);
        var now = people with { Taken = taken, Listed = people.Listed + 2 };
        await File.WriteAllTextAsync(Path.Combine(folder, "people.json"), JsonSerializer.Serialize(now, Readable), Stop);
    }
}
