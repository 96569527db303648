using System.Numerics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users.Index;
using Serverless.Security;
using Serverless.Startup;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage.Forms;

/// <summary>
/// Tests that stored data reads back unchanged. A property that a mapper forgets is lost silently, and an unversioned format is read wrongly.
/// </summary>
public sealed class RoundTripTests
{
    public static TheoryData<Type> RowTypes => [.. StoredRows.Mappers.Keys];

    public static TheoryData<Type> MessageTypes => [.. StoredRows.Messages.Keys];

    [Theory]
    [MemberData(nameof(RowTypes))]
    public void Every_property_of_a_row_survives_a_round_trip(Type type)
    {
        var (write, read) = StoredRows.Mappers[type];
        var before = StoredRows.Fill(type);
        var after = read(write(before));
        var stored = StoredRows.Stored(type).ToList();
        Assert.NotEmpty(stored);
        foreach (var property in stored)
        {
            Assert.Equal((property.Name, StoredRows.Text(property.GetValue(before))), (property.Name, StoredRows.Text(property.GetValue(after))));
        }
    }

    [Theory]
    [MemberData(nameof(MessageTypes))]
    public void Every_property_of_a_message_survives_a_round_trip(Type type)
    {
        var before = StoredRows.Fill(type);
        var after = JsonSerializer.Deserialize(JsonSerializer.Serialize(before, StoredRows.Messages[type]), StoredRows.Messages[type])!;
        foreach (var property in StoredRows.Stored(type))
        {
            Assert.Equal((property.Name, StoredRows.Text(property.GetValue(before))), (property.Name, StoredRows.Text(property.GetValue(after))));
        }
    }

    [Fact]
    public void The_user_in_a_session_row_survives_a_round_trip()
    {
        var before = (SessionOwner)StoredRows.Fill(typeof(SessionOwner));
        var minimal = new SessionOwner("name", null, false, null);

        Assert.Equal(before, SessionOwner.Of((SessionRow)StoredRows.Fill(typeof(SessionRow)) with { Owner = before.Format() }));
        Assert.Equal(minimal, SessionOwner.Of((SessionRow)StoredRows.Fill(typeof(SessionRow)) with { Owner = minimal.Format() }));
    }

    [Fact]
    public void Every_row_type_of_the_product_is_tested()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var mapped = typeof(App).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(All))
            .Where(method => method.Name is "ToRow" or "ToEntity" && method.ReturnType == typeof(TableEntity))
            .Select(method => method.IsStatic ? method.GetParameters()[0].ParameterType : method.DeclaringType!)
            .Where(type => type.Assembly == typeof(App).Assembly && !IsOfTheIndex(type))
            .Distinct();
        var untried = mapped.Except(StoredRows.Mappers.Keys).Select(type => type.Name).ToList();
        Assert.True(untried.Count == 0, $"Add {string.Join(", ", untried)} to StoredRows.Mappers, so that a property that its mapper forgets is noticed.");
    }

    [Fact]
    public void Calls_and_counts_are_packed_with_a_version_and_read_back()
    {
        var calls = PackedCalls.Pack(StoredRows.Calls());
        Assert.Equal(PackedCalls.Version, calls[0]);
        Assert.Equal(StoredRows.Calls(), PackedCalls.Unpack(calls));
        var counts = StoredRows.Counts().Pack();
        Assert.Equal(CallCounts.Version, counts[0]);
        Assert.Equal(counts, CallCounts.Unpack(counts).Pack());
    }

    [Fact]
    public void The_row_of_a_day_has_its_first_minute()
    {
        var day = Minutes.Floor(Minutes.Of(StoredRows.Time), Minutes.Day);
        Assert.Equal(day, CallDayRow.From(new CallDayRow { Day = day, Counts = [] }.ToEntity()).Day);
        Assert.Equal(CallDayRow.Key(day), CallDayRow.Key(day + Minutes.Day - 1));
    }

    [Fact]
    public void Refuses_another_version_with_instructions()
    {
        var (calls, counts) = (PackedCalls.Pack(StoredRows.Calls()), StoredRows.Counts().Pack());
        (calls[0], counts[0]) = (PackedCalls.Version + 1, CallCounts.Version + 1);
        foreach (var read in (Action[])[() => PackedCalls.Unpack(calls), () => CallCounts.Unpack(counts)])
        {
            Assert.Contains("Run the version that wrote them, or a newer one.", Assert.Throws<UnknownVersionException>(read).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reads_data_that_c2ef8d8_packed_without_a_version()
    {
        var (calls, counts) = (OldPage.Pack(StoredRows.Calls()), StoredRows.Counts().Pack());
        var row = new TableEntity("202611281230", "1") { ["Counts"] = counts[1..], ["Has__v1__profile__read"] = true };
        Blob.Write(row, "Packed", Blob.Compress(calls.AsSpan(1)));
        var batch = CallBatchRow.From(row);
        Assert.Equal(WithUserIds(StoredRows.Calls()), CallBatch.CallsOf(batch));
        Assert.Equal(counts, CallCounts.Unpack(batch.Counts).Pack());
        Assert.Equal(["/v1/profile/read"], batch.Methods);
    }

    [Fact]
    public void Reads_user_ids_packed_by_form_2_and_never_writes_them()
    {
        // From form-2/schema.txt.
        const string Packed = "0204122F76312F73657373696F6E2F7369676E696E024F4B102F76312F70726F66696C652F7265616415496E7465726E616C20536572766572204572726F7202808B9B91A23400640CC801010005020003F4030301";
        Assert.Equal(Packed, Convert.ToHexString(OldPage.Pack(StoredRows.Calls())));
        Assert.Equal(WithUserIds(StoredRows.Calls()), PackedCalls.Unpack(Convert.FromHexString(Packed)));
        Assert.Throws<ArgumentException>(() => PackedCalls.Pack(WithUserIds(StoredRows.Calls())));
    }

    [Theory]
    [InlineData(CallTransport.Http, false)]
    [InlineData(CallTransport.Http, true)]
    [InlineData(CallTransport.WebSocket, false)]
    [InlineData(CallTransport.WebSocket, true)]
    public void Transport_and_exception_of_a_call_do_not_affect_each_other(CallTransport transport, bool isException)
    {
        CallRecord[] calls = [StoredRows.Calls()[0] with { Transport = transport, IsException = isException }];
        var packed = PackedCalls.Pack(calls);
        Assert.Equal(calls, PackedCalls.Unpack(packed));
        Assert.Equal(PackedCalls.Pack([calls[0] with { Transport = CallTransport.Http }]).Length, packed.Length);
    }

    [Fact]
    public void Calls_packed_by_form_3_were_made_over_http()
    {
        // From form-3/schema.txt.
        const string Packed = "0304122F76312F73657373696F6E2F7369676E696E024F4B102F76312F70726F66696C652F7265616415496E7465726E616C20536572766572204572726F7201640000000000000002808B9B91A23400010CC801010005020003F4030301";
        Assert.Equal(OverHttp(StoredRows.Calls()), PackedCalls.Unpack(Convert.FromHexString(Packed)));
    }

    [Fact]
    public void A_listing_of_version_1_gets_a_pseudonym()
    {
        var listing = new UserListing(100, "ann", "ann@example.com", true, null, true, StoredRows.Time, "admin", 7);
        var packed = PackedListing.Pack(listing)!;
        byte[] old = [1, .. packed.AsSpan(1, packed.Length - 2)]; // the last byte is the pseudonym
        Assert.Equal(listing with { Pseudonym = long.MaxValue }, PackedListing.Unpack(PackedListing.Upgrade(old, long.MaxValue)));
        Assert.Equal(packed, PackedListing.Upgrade(packed, 8));
        Assert.Equal(old, PackedListing.Pack(listing, 1));
        Assert.Equal(listing with { Pseudonym = 0 }, PackedListing.Unpack(old));
        Assert.Throws<InvalidDataException>(() => PackedListing.Unpack([3, .. packed.AsSpan(1)]));
    }

    [Fact]
    public void A_batch_of_calls_of_a_newer_version_counts_as_empty()
    {
        var row = Assert.Single(CallBatch.Pack(StoredRows.Calls(), () => "1")).ToRow(0);
        Assert.Equal(2, CallBatch.CallsOf(row).Length);
        var packed = Blob.Decompress(row.Calls!);
        packed[0]++;
        row.Counts[0]++;
        Assert.Empty(CallBatch.CallsOf(row with { Calls = Blob.Compress(packed) }));
        Assert.Empty(CallCounts.UnpackIfKnown(row.Counts).Methods);
    }

    [Theory]
    [InlineData((byte)0, true)] // as c2ef8d8 created it, when the byte belonged to the user id
    [InlineData((byte)1, false)]
    [InlineData((byte)255, false)]
    public void Refuses_a_credential_of_another_version(byte version, bool isRead)
    {
        var bytes = new byte[40];
        RandomNumberGenerator.Fill(bytes.AsSpan(8));
        (bytes[0], bytes[7]) = (version, 100);
        byte[] covered = [.. "sls"u8, .. bytes[..36]];
        SHA256.HashData(covered)[..4].CopyTo(bytes, 36);
        const string digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        var (text, number) = ("", new BigInteger(bytes, isUnsigned: true, isBigEndian: true));
        for (var i = 0; i < 54; i++)
        {
            (text, number) = (digits[(int)(number % 62)] + text, number / 62);
        }

        Assert.Equal(isRead, Credential.TryParse("sls_" + text, out var credential));
        Assert.Equal(isRead ? 100L : null, credential?.UserId);
        Assert.Throws<ArgumentOutOfRangeException>(() => Credential.Create(CredentialKind.Session, 1L << 56, 7));
    }

    [Fact]
    public void Earlier_secrets_of_an_email_work_with_and_without_a_version()
    {
        var (first, second) = (Credential.Create(CredentialKind.PasswordReset, 100, 7), Credential.Create(CredentialKind.PasswordReset, 100, 7));
        var before = ActionSecrets.Issue(first, "ann@example.com", StoredRows.Time.AddHours(1), StoredRows.Time);
        var row = ActionSecrets.Issue(second, "ann@example.com", StoredRows.Time.AddHours(2), StoredRows.Time, before).ToEntity();
        Assert.Equal(StoredRows.Time.AddHours(1), ActionRow.From(row).ExpiryOf(first));
        Assert.Equal(StoredRows.Time.AddHours(2), ActionRow.From(row).ExpiryOf(second));
        var earlier = row.GetBinary("Earlier");
        row["Earlier"] = earlier[1..]; // as c2ef8d8 wrote it
        Assert.Equal(StoredRows.Time.AddHours(1), ActionRow.From(row).ExpiryOf(first));
        row["Earlier"] = (byte[])[3, .. earlier[1..]]; // an unknown version
        Assert.Null(ActionRow.From(row).ExpiryOf(first));
        Assert.Equal(StoredRows.Time.AddHours(2), ActionRow.From(row).ExpiryOf(second));
    }

    private static CallRecord[] WithUserIds(CallRecord[] calls) => Array.ConvertAll(OverHttp(calls), call => call with { HasUserId = call.Caller != 0 });

    private static CallRecord[] OverHttp(CallRecord[] calls) => Array.ConvertAll(calls, call => call with { Transport = CallTransport.Http });

    private static bool IsOfTheIndex(Type type) => type.Namespace!.Contains(".Index", StringComparison.Ordinal);
}
