// Made by scripts/embed-gateways from Sources/Envoi/Gateways/Presets.
// swift-format-ignore-file

extension Gateway {
  static let presetTexts = [
    (
      name: "kannel",
      text: ##"""
        // Kannel 1.4, smsbox: kannel.org/download/1.4.5/userguide-1.4.5/userguide.html, "Using the HTTP interface to send SMS messages"
        {
          name: "kannel",
          channel: "sms",
          about: "Kannel: your own SMS gateway. Messages come in by a sms-service with max-messages = 0 and get-url = \"URL?from=%p&text=%a&id=%I\".",
          settings: {
            url: { about: "sendsms of smsbox", default: "http://127.0.0.1:13013/cgi-bin/sendsms" },
            username: { about: "username of the group sendsms-user", required: true },
            password: { about: "password of the group sendsms-user", required: true, secret: true },
            from: { about: "sender of messages that name none; without it Kannel's global-sender or default-sender" },
            smsc: { about: "smsc-id of the connection to use; without it Kannel routes" },
          },
          encodings: { gsm7: "0", ucs2: "2" },
          request: {
            method: "GET",
            url: "{{settings.url}}",
            query: {
              username: "{{settings.username}}",
              password: "{{settings.password}}",
              smsc: "{{settings.smsc}}",
              from: "{{from or settings.from}}",
              to: "{{to}}",
              text: "{{text}}",
              charset: "UTF-8",
              coding: "{{encoding}}",
              // 1 delivered, 2 failed, 4 buffered, 8 with the SMSC, 16 refused by it. Kannel itself fills in %d and %A.
              "dlr-mask": "{{if receipt_url}}31",
              "dlr-url": "{{receipt_url}}?status=%d&reply=%A",
            },
          },
          success: { status: 202, pattern: "^[03]:" },
          // It gives no id: ours is in receipt_url.
          answers: [
            { status: 403, pattern: "Not routable", is: "recipient" },
            { status: 403, pattern: "Authorization failed", is: "account" },
            { status: 400, pattern: "receiver|black-lists", is: "recipient" },
          ],
          receipt: {
            status: "status",
            states: { delivered: 1, failed: 2, buffered: 4, accepted: 8, rejected: 16 },
            why: "reply",
          },
          incoming: { from: "from", text: "text", id: "id" },
        }

        """##
    ),
    (
      name: "mattermost",
      text: ##"""
        // Mattermost incoming webhooks: developers.mattermost.com/integrate/webhooks/incoming
        {
          name: "mattermost",
          channel: "chat",
          dialect: "mattermost",
          about: "Mattermost, incoming webhook. Username and icon count only where the server allows integrations to override them.",
          settings: {
            url: { about: "the webhook's URL", required: true, secret: true },
            channel: { about: "another channel than the webhook's, by its name in the URL, or @user" },
            username: { about: "who is shown as writing" },
            icon_url: { about: "picture shown beside it" },
            icon_emoji: { about: "emoji shown beside it, like ghost; goes before icon_url" },
          },
          request: {
            url: "{{settings.url}}",
            json: {
              text: "{{text}}",
              channel: "{{settings.channel}}",
              username: "{{settings.username}}",
              icon_url: "{{settings.icon_url}}",
              icon_emoji: "{{settings.icon_emoji}}",
            },
          },
          success: { status: 200, pattern: "^\\s*ok\\s*$" },
          says: "$.message",
          answers: [
            // No such webhook; webhooks switched off.
            { json: "$.id", equals: ["web.incoming_webhook.invalid.app_error", "web.incoming_webhook.disabled.app_error"], is: "account" },
          ],
        }

        """##
    ),
    (
      name: "ovh",
      text: ##"""
        // OVHcloud http2sms: docs.ovhcloud.com/en/guides/web-cloud/messaging/sms/send-sms-http2sms
        {
          name: "ovh",
          channel: "sms",
          about: "OVHcloud, http2sms. It gives no receipts. In France advertising needs the STOP clause: leave no_stop out.",
          settings: {
            url: { about: "http2sms of your country", default: "https://www.ovh.com/cgi-bin/sms/http2sms.cgi" },
            account: { about: "SMS account, like sms-xx11111-1", required: true },
            login: { about: "SMS user of that account", required: true },
            password: { about: "the SMS user's password", required: true, secret: true },
            from: { about: "sender of messages that name none: one of those declared with OVHcloud", required: true },
            no_stop: { about: "1: without \"STOP on XXXXX\" at the end, for what is not advertising", pattern: "1" },
          },
          encodings: { gsm7: "1", ucs2: "2" },
          lineBreak: "\r",
          request: {
            method: "GET",
            url: "{{settings.url}}",
            query: {
              account: "{{settings.account}}",
              login: "{{settings.login}}",
              password: "{{settings.password}}",
              from: "{{from or settings.from}}",
              to: "{{to}}",
              message: "{{text}}",
              SMSencoding: "{{encoding}}",
              noStop: "{{settings.no_stop}}",
              contentType: "text/json",
            },
          },
          // HTTP says 200 to everything. Where it answers in plain text all the same, there is no code: OK, the credit, the id.
          success: { status: 200, pattern: "^OK\\s|\"status\":\\s*\"?10[01]\\b" },
          id: { pattern: "(?i:\"smsIds\":\\s*\\[\\s*\"?)(\\d+)|^OK\\s+\\S+\\s+(\\d+)" },
          says: { pattern: "\"message\":\\s*\"([^\"]*)" },
          answers: [
            // 201 a parameter is missing, 401 our address is not on the user's list
            { pattern: "\"status\":\\s*\"?(201|401)\\b", is: "account" },
            { pattern: "\"status\":\\s*\"?202\\b", is: "message" },
            { pattern: "\"status\":|^K[OB]\\b", is: "deferred" },
          ],
        }

        """##
    ),
    (
      name: "plivo",
      text: ##"""
        // Plivo Messages: plivo.com/docs/messaging/api/message
        {
          name: "plivo",
          channel: "sms",
          about: "Plivo. For incoming messages set the Message URL of the number's application.",
          settings: {
            url: { about: "the API", default: "https://api.plivo.com" },
            auth_id: { about: "Auth ID, from the console", required: true, pattern: "[A-Z0-9]+" },
            auth_token: { about: "Auth Token, from the console; it signs the callbacks too", required: true, secret: true },
            from: { about: "sender of messages that name none: a number of the account, or a name", required: true },
          },
          number: "digits",
          longest: 1600,
          request: {
            url: "{{settings.url}}/v1/Account/{{settings.auth_id}}/Message/",
            auth: { basic: { user: "{{settings.auth_id}}", password: "{{settings.auth_token}}" } },
            json: {
              src: "{{from or settings.from}}",
              dst: "{{to}}",
              text: "{{text}}",
              url: "{{receipt_url}}",
              method: "{{if receipt_url}}POST",
            },
          },
          success: { status: 202, json: "$.message_uuid[*]" },
          id: "$.message_uuid[*]",
          says: "$.error",
          receipt: {
            verify: { plivo: { key: "{{settings.auth_token}}" } },
            part: "MessageUUID",
            status: "Status",
            states: { accepted: ["queued", "sent"], delivered: ["delivered", "read"], failed: ["failed", "undelivered"], rejected: "rejected" },
            code: "ErrorCode",
          },
          incoming: {
            verify: { plivo: { key: "{{settings.auth_token}}" } },
            from: "From",
            text: "Text",
            id: "MessageUUID",
          },
        }

        """##
    ),
    (
      name: "rocketchat",
      text: ##"""
        // Rocket.Chat incoming integrations: docs.rocket.chat/docs/integrations
        {
          name: "rocketchat",
          channel: "chat",
          dialect: "rocketchat",
          about: "Rocket.Chat, incoming webhook.",
          settings: {
            url: { about: "the webhook's URL", required: true, secret: true },
            channel: { about: "another channel than the integration's: #channel or @user" },
            username: { about: "who is shown as writing" },
            icon_url: { about: "picture shown beside it" },
            icon_emoji: { about: "emoji shown beside it, like :ghost:" },
          },
          request: {
            url: "{{settings.url}}",
            json: {
              text: "{{text}}",
              channel: "{{settings.channel}}",
              alias: "{{settings.username}}",
              avatar: "{{settings.icon_url}}",
              emoji: "{{settings.icon_emoji}}",
            },
          },
          success: { status: 200, json: "$.success", equals: true },
          says: "$.error",
          answers: [
            { pattern: "Invalid integration id or token", is: "account" },
          ],
        }

        """##
    ),
    (
      name: "slack",
      text: ##"""
        // Slack incoming webhooks: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
        {
          name: "slack",
          channel: "chat",
          dialect: "slack",
          about: "Slack, incoming webhook. Channel, username and icon count only with legacy webhooks: an app's webhook has its own.",
          settings: {
            url: { about: "the webhook's URL", required: true, secret: true },
            channel: { about: "another channel than the webhook's: #channel or @user" },
            username: { about: "who is shown as writing" },
            icon_url: { about: "picture shown beside it" },
            icon_emoji: { about: "emoji shown beside it, like :ghost:" },
          },
          request: {
            url: "{{settings.url}}",
            json: {
              text: "{{text}}",
              channel: "{{settings.channel}}",
              username: "{{settings.username}}",
              icon_url: "{{settings.icon_url}}",
              icon_emoji: "{{settings.icon_emoji}}",
            },
          },
          success: { status: 200, pattern: "^\\s*ok\\s*$" },
          answers: [
            // The webhook's person or channel is gone: nothing of ours goes there any more.
            { status: 400, pattern: "user_not_found|invalid_token", is: "account" },
          ],
        }

        """##
    ),
    (
      name: "twilio",
      text: ##"""
        // Twilio Programmable Messaging: twilio.com/docs/messaging/api/message-resource, twilio.com/docs/api/errors, twilio.com/docs/usage/security
        {
          name: "twilio",
          channel: "sms",
          about: "Twilio. It needs from or messaging_service; set the number's webhook for incoming messages in its console.",
          settings: {
            url: { about: "API of the account's region", default: "https://api.twilio.com" },
            account_sid: { about: "Account SID, from the console", required: true, pattern: "AC[0-9a-f]{32}" },
            auth_token: { about: "Auth Token, from the console; it signs the callbacks too", required: true, secret: true },
            from: { about: "sender of messages that name none: a number of the account, or a name" },
            messaging_service: { about: "Messaging Service that chooses the sender", pattern: "MG[0-9a-f]{32}" },
          },
          longest: 1600,
          request: {
            url: "{{settings.url}}/2010-04-01/Accounts/{{settings.account_sid}}/Messages.json",
            auth: { basic: { user: "{{settings.account_sid}}", password: "{{settings.auth_token}}" } },
            form: {
              To: "{{to}}",
              From: "{{from or settings.from}}",
              MessagingServiceSid: "{{settings.messaging_service}}",
              Body: "{{text}}",
              StatusCallback: "{{receipt_url}}",
            },
          },
          success: { status: 201, json: "$.sid" },
          id: "$.sid",
          says: "$.message",
          answers: [
            { json: "$.code", equals: [20429, 21611], is: "throttled" },
            // 21211 no number, 21408 country not enabled, 21608 not verified by a trial account, 21610 opted out, 21612 not reachable, 21614 not a mobile number
            { json: "$.code", equals: [21211, 21408, 21608, 21610, 21612, 21614], is: "recipient" },
            { json: "$.code", equals: [20003, 20404], is: "account" },
          ],
          receipt: {
            verify: { twilio: { key: "{{settings.auth_token}}" } },
            part: "MessageSid",
            status: "MessageStatus",
            states: {
              accepted: ["accepted", "scheduled", "queued", "sending", "sent"],
              delivered: ["delivered", "read"],
              failed: ["undelivered", "failed", "canceled"],
            },
            code: "ErrorCode",
          },
          incoming: {
            verify: { twilio: { key: "{{settings.auth_token}}" } },
            from: "From",
            text: "Body",
            id: "MessageSid",
            // TwiML: no answer.
            reply: { type: "text/xml", body: "<Response/>" },
          },
        }

        """##
    ),
    (
      name: "vonage",
      text: ##"""
        // Vonage SMS API: developer.vonage.com/en/api/sms, developer.vonage.com/messaging/sms/guides/troubleshooting-sms,
        // developer.vonage.com/en/getting-started/concepts/signing-messages
        {
          name: "vonage",
          channel: "sms",
          about: "Vonage (Nexmo), SMS API. Its callbacks are signed where signed webhooks were asked for: then give signature_secret.",
          settings: {
            url: { about: "the SMS API", default: "https://rest.nexmo.com/sms/json" },
            api_key: { about: "API key, from the dashboard", required: true },
            api_secret: { about: "API secret, from the dashboard", required: true, secret: true },
            from: { about: "sender of messages that name none: a number of the account, or a name", required: true },
            signature_secret: { about: "signature secret, from the dashboard; without it callbacks are known by their URL alone", secret: true },
            signature_method: {
              about: "signature method, as in the dashboard: md5hash, or the HMAC md5, sha1, sha256 or sha512",
              default: "md5hash",
              pattern: "md5hash|md5|sha1|sha256|sha512",
            },
          },
          number: "digits",
          encodings: { gsm7: "text", ucs2: "unicode" },
          request: {
            url: "{{settings.url}}",
            form: {
              api_key: "{{settings.api_key}}",
              api_secret: "{{settings.api_secret}}",
              from: "{{from or settings.from}}",
              to: "{{to}}",
              text: "{{text}}",
              type: "{{encoding}}",
              "client-ref": "{{id}}",
              callback: "{{receipt_url}}",
            },
          },
          // HTTP says 200 to everything; there is a message for each part.
          success: { status: 200, json: "$.messages[*].status", equals: 0 },
          id: "$.messages[*]['message-id']",
          says: "$.messages[*]['error-text']",
          answers: [
            // 1 throttled, 10 too many binds
            { json: "$.messages[*].status", equals: [1, 10], is: "throttled" },
            { json: "$.messages[*].status", equals: 5, is: "deferred" },
            // 6 unknown prefix, 7 number barred, 29 not on the demonstration account's list, 33 number de-activated
            { json: "$.messages[*].status", equals: [6, 7, 29, 33], is: "recipient" },
            // 4 credentials, 8 account barred, 9 credit, 11 not enabled for HTTP, 14 signature, 32 signature and secret
            { json: "$.messages[*].status", equals: [4, 8, 9, 11, 14, 32], is: "account" },
            // 2 and 3 parameters, 12 too long, 15 sender
            { json: "$.messages[*].status", equals: [2, 3, 12, 15], is: "message" },
          ],
          receipt: {
            verify: { vonage: { key: "{{settings.signature_secret}}", method: "{{settings.signature_method}}" } },
            part: "messageId",
            reference: "client-ref",
            status: "status",
            states: {
              // unknown: no useful information
              accepted: ["accepted", "unknown"],
              buffered: "buffered",
              delivered: "delivered",
              expired: "expired",
              failed: ["failed", "deleted"],
              rejected: "rejected",
            },
            code: "err-code",
          },
          incoming: {
            verify: { vonage: { key: "{{settings.signature_secret}}", method: "{{settings.signature_method}}" } },
            from: "msisdn",
            text: "text",
            id: "messageId",
          },
        }

        """##
    ),
  ]
}
