// Made by scripts/embed-web from Sources/EnvoiWeb/Resources.
// swift-format-ignore-file

enum Resources {
  static let texts = [
    "audit.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.audit}}{{/title}}
      {{$main}}
      <h1>{{l.audit}}</h1>
      <form method="get" action="{{base}}/admin/audit" class="row">
      <p><label for="site">{{l.audit_site}}</label><select id="site" name="site"><option value="">{{l.audit_all}}</option>{{#page.places}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/page.places}}</select></p>
      <p><button class="quiet">{{l.show}}</button></p>
      </form>
      {{^page.rows}}<p>{{l.audit_none}}</p>{{/page.rows}}
      <div class="wide" tabindex="0" role="region" aria-label="{{l.audit}}">
      <table>
      <thead><tr><th scope="col">{{l.audit_time}} (UTC)</th><th scope="col">{{l.audit_who}}</th><th scope="col">{{l.audit_site}}</th><th scope="col">{{l.audit_what}}</th><th scope="col">{{l.audit_detail}}</th></tr></thead>
      <tbody>
      {{#page.rows}}
      <tr><td>{{#at}}<time datetime="{{machine}}">{{text}}</time>{{/at}}</td><td>{{actor}}{{#from}}<small>{{.}}</small>{{/from}}</td><td>{{place}}</td><td>{{action}}{{#subject}} <strong>{{.}}</strong>{{/subject}}</td><td>{{#details}}<div>{{label}}{{l.colon}}{{value}}</div>{{/details}}</td></tr>
      {{/page.rows}}
      </tbody>
      </table>
      </div>
      {{#page.older}}<p><a href="{{base}}{{page.older}}">{{l.audit_older}}</a></p>{{/page.older}}
      {{/main}}
      {{/layout}}

      """##,
    "compose.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.compose}}{{/title}}
      {{$main}}
      <h1>{{l.compose}}</h1>
      {{#page.notice}}<p class="notice" role="status">{{.}}</p>{{/page.notice}}
      {{#page.problem}}<p class="problem" role="alert"{{#page.isRule}} lang="en"{{/page.isRule}}>{{.}}</p>{{/page.problem}}
      {{#page.hadFiles}}<p class="warning">{{l.compose_files_again}}</p>{{/page.hadFiles}}
      <form method="get" action="{{base}}/admin/compose" class="row">
      <p><label for="site">{{l.compose_site}}</label><select id="site" name="site">{{#page.sites}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/page.sites}}</select></p>
      <p><label for="channel">{{l.compose_channel}}</label><select id="channel" name="channel">{{#page.channels}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/page.channels}}</select></p>
      <p><button class="quiet">{{l.compose_choose}}</button></p>
      </form>
      {{#page.preview}}
      <section class="panel" aria-labelledby="preview">
      <h2 id="preview">{{l.compose_preview}}</h2>
      {{#warnings}}<p class="warning">{{.}}</p>
      {{/warnings}}
      <dl class="facts">{{#facts}}<dt>{{label}}</dt><dd>{{value}}</dd>
      {{/facts}}</dl>
      {{#hasMessages}}
      <div class="wide" tabindex="0" role="region" aria-label="{{l.compose_sms}}"><table>
      <caption>{{l.compose_sms}}</caption>
      <thead><tr><th scope="col">{{l.compose_to}}</th><th scope="col">{{l.compose_encoding}}</th><th scope="col" class="number">{{l.compose_parts}}</th><th scope="col" class="number">{{l.compose_cost}}</th></tr></thead>
      <tbody>{{#messages}}<tr><th scope="row">{{recipient}}</th><td>{{encoding}}</td><td class="number">{{parts}}</td><td class="number">{{cost}}</td></tr>
      {{/messages}}</tbody>
      </table></div>
      {{/hasMessages}}
      {{#text}}
      <h3>{{l.compose_text}}</h3>
      <pre tabindex="0">
      {{.}}</pre>
      {{/text}}
      {{#hasHTML}}
      <h3>{{l.compose_html}}</h3>
      <p><button form="compose" formaction="{{base}}/admin/compose/html{{page.target}}" formtarget="mail" formnovalidate class="quiet" data-press>{{l.compose_show_html}}</button></p>
      <iframe class="mail" name="mail" sandbox="" title="{{l.compose_html}}"></iframe>
      {{/hasHTML}}
      </section>
      {{/page.preview}}
      <form method="post" action="{{base}}/admin/compose{{page.target}}" enctype="multipart/form-data" id="compose">
      <input type="hidden" name="token" value="{{token}}">
      <input type="hidden" name="key" value="{{page.key}}">
      <p>{{page.channel}} · {{page.site}}{{#page.isMail}} · {{l.compose_from}} {{page.sender}}{{/page.isMail}}</p>
      {{#page.isMail}}
      <p><label for="to">{{l.compose_to}}</label><textarea id="to" name="to" rows="2" class="few" required aria-describedby="to-hint{{#page.wrong.to}} to-problem{{/page.wrong.to}}"{{#page.wrong.to}} aria-invalid="true"{{/page.wrong.to}}>
      {{page.written.to}}</textarea><small id="to-hint">{{l.compose_to_hint}}</small>{{#page.wrong.to}}<small class="wrong" id="to-problem"{{#page.isRule}} lang="en"{{/page.isRule}}>{{page.problem}}</small>{{/page.wrong.to}}</p>
      <p><label for="subject">{{l.compose_subject}}</label><input id="subject"{{#page.wrong.subject}} aria-invalid="true"{{/page.wrong.subject}}{{#page.wrong.subject}} aria-describedby="subject-problem"{{/page.wrong.subject}} name="subject" maxlength="900" required value="{{page.written.subject}}">{{#page.wrong.subject}}<small class="wrong" id="subject-problem"{{#page.isRule}} lang="en"{{/page.isRule}}>{{page.problem}}</small>{{/page.wrong.subject}}</p>
      {{/page.isMail}}
      {{#page.isSMS}}
      <p><label for="to">{{l.compose_to}}</label><textarea id="to" name="to" rows="2" class="few" required aria-describedby="to-hint{{#page.wrong.to}} to-problem{{/page.wrong.to}}"{{#page.wrong.to}} aria-invalid="true"{{/page.wrong.to}}>
      {{page.written.to}}</textarea><small id="to-hint">{{l.compose_to_hint_sms}}</small>{{#page.wrong.to}}<small class="wrong" id="to-problem"{{#page.isRule}} lang="en"{{/page.isRule}}>{{page.problem}}</small>{{/page.wrong.to}}</p>
      {{/page.isSMS}}
      {{#page.isChat}}
      <fieldset><legend>{{l.compose_chats}}</legend>
      {{#page.chats}}<label class="choice"><input type="checkbox" name="chat" value="{{value}}"{{#isChosen}} checked{{/isChosen}}> {{label}}</label>
      {{/page.chats}}</fieldset>
      {{/page.isChat}}
      <p><label for="text">{{l.compose_text}}</label><textarea id="text" name="text" rows="10"{{^page.isMail}} required{{/page.isMail}} aria-describedby="text-hint{{#page.wrong.text}} text-problem{{/page.wrong.text}}"{{#page.wrong.text}} aria-invalid="true"{{/page.wrong.text}}>
      {{page.written.text}}</textarea><small id="text-hint">{{l.compose_text_hint}}</small>{{#page.wrong.text}}<small class="wrong" id="text-problem"{{#page.isRule}} lang="en"{{/page.isRule}}>{{page.problem}}</small>{{/page.wrong.text}}</p>
      {{#page.isMail}}
      <p><label for="html">{{l.compose_html}}</label><textarea id="html" name="html" rows="6" spellcheck="false" aria-describedby="html-hint{{#page.wrong.html}} html-problem{{/page.wrong.html}}"{{#page.wrong.html}} aria-invalid="true"{{/page.wrong.html}}>
      {{page.written.html}}</textarea><small id="html-hint">{{l.compose_html_hint}}</small>{{#page.wrong.html}}<small class="wrong" id="html-problem"{{#page.isRule}} lang="en"{{/page.isRule}}>{{page.problem}}</small>{{/page.wrong.html}}</p>
      <p><label for="files">{{l.compose_files}}</label><input id="files" name="files" type="file" multiple aria-describedby="files-hint{{#page.wrong.files}} files-problem{{/page.wrong.files}}"{{#page.wrong.files}} aria-invalid="true"{{/page.wrong.files}}><small id="files-hint">{{l.compose_files_hint}} {{page.limit}}</small>{{#page.wrong.files}}<small class="wrong" id="files-problem"{{#page.isRule}} lang="en"{{/page.isRule}}>{{page.problem}}</small>{{/page.wrong.files}}</p>
      <p><label for="reply_to">{{l.compose_reply_to}}</label><input id="reply_to" name="reply_to" value="{{page.written.replyTo}}" aria-describedby="reply-hint{{#page.wrong.reply_to}} reply_to-problem{{/page.wrong.reply_to}}"{{#page.wrong.reply_to}} aria-invalid="true"{{/page.wrong.reply_to}}><small id="reply-hint">{{l.compose_reply_to_hint}}</small>{{#page.wrong.reply_to}}<small class="wrong" id="reply_to-problem"{{#page.isRule}} lang="en"{{/page.isRule}}>{{page.problem}}</small>{{/page.wrong.reply_to}}</p>
      {{/page.isMail}}
      <p><label for="send_at">{{l.compose_send_at}}</label><input id="send_at" name="send_at" type="datetime-local" value="{{page.written.sendAt}}" aria-describedby="send-at-hint{{#page.wrong.send_at}} send_at-problem{{/page.wrong.send_at}}"{{#page.wrong.send_at}} aria-invalid="true"{{/page.wrong.send_at}}><small id="send-at-hint">{{l.compose_send_at_hint}} {{page.zone}}</small>{{#page.wrong.send_at}}<small class="wrong" id="send_at-problem"{{#page.isRule}} lang="en"{{/page.isRule}}>{{page.problem}}</small>{{/page.wrong.send_at}}</p>
      <p><button name="action" value="preview" class="quiet" formnovalidate>{{l.compose_do_preview}}</button></p>
      {{^page.isChat}}
      <div class="row">
      <p><label for="test">{{l.compose_test}}</label><input id="test"{{#page.wrong.test}} aria-invalid="true"{{/page.wrong.test}}{{#page.wrong.test}} aria-describedby="test-problem"{{/page.wrong.test}} name="test" value="{{page.written.test}}">{{#page.wrong.test}}<small class="wrong" id="test-problem"{{#page.isRule}} lang="en"{{/page.isRule}}>{{page.problem}}</small>{{/page.wrong.test}}</p>
      <p><button name="action" value="test" class="quiet" formnovalidate>{{l.compose_do_test}}</button></p>
      </div>
      {{/page.isChat}}
      <p><button name="action" value="send">{{l.compose_do_send}}</button></p>
      </form>
      {{/main}}
      {{/layout}}

      """##,
    "confirm.mustache": ##"""
      {{<layout}}
      {{$title}}{{page.heading}}{{/title}}
      {{$main}}
      <h1>{{page.heading}}</h1>
      {{#page.isEmpty}}<p>{{l.confirm_none}}</p>{{/page.isEmpty}}
      <ul>{{#page.lines}}<li>{{.}}</li>{{/page.lines}}</ul>
      {{#page.warning}}<p class="warning">{{.}}</p>{{/page.warning}}
      <form method="post" action="{{base}}/admin/queue/apply">
      <input type="hidden" name="token" value="{{token}}">
      <input type="hidden" name="query" value="{{page.query}}">
      {{#page.isOfRowPage}}<input type="hidden" name="back" value="row">{{/page.isOfRowPage}}
      {{#page.ids}}<input type="hidden" name="id" value="{{.}}">{{/page.ids}}
      {{^page.ids}}<input type="hidden" name="scope" value="filter">{{/page.ids}}
      <p>{{^page.isEmpty}}<button name="action" value="{{page.action}}">{{page.button}}</button> {{/page.isEmpty}}<a class="button quiet" href="{{base}}{{page.back}}">{{l.back}}</a></p>
      </form>
      {{/main}}
      {{/layout}}

      """##,
    "contact-note.mustache": ##"""
      {{<layout}}
      {{$title}}{{page.heading}}{{/title}}
      {{$main}}
      <div class="narrow">
      <h1>{{page.heading}}</h1>
      <p>{{page.text}}</p>
      <p><a href="https://{{page.site}}/">{{page.site}}</a></p>
      </div>
      {{/main}}
      {{/layout}}

      """##,
    "contact.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.contact}}{{l.colon}}{{page.site}}{{/title}}
      {{$main}}
      <div class="narrow">
      <h1>{{l.contact}}{{l.colon}}{{page.site}}</h1>
      {{#page.problem}}<p class="problem" role="alert" lang="en">{{.}}</p>{{/page.problem}}
      <form method="post" action="{{base}}/contact/{{page.site}}?language={{lang}}">
      <p><label for="name">{{l.name}}</label><input id="name" name="name" autocomplete="name" maxlength="100" required value="{{page.name}}"></p>
      <p><label for="address">{{l.address}}</label><input id="address" name="address" type="email" autocomplete="email" required value="{{page.address}}" aria-describedby="address-hint"><small id="address-hint">{{l.contact_address_hint}}</small></p>
      <p><label for="message">{{l.contact_message}}</label><textarea id="message" name="message" rows="8" maxlength="10000" required>
      {{page.message}}</textarea></p>
      <p class="honey" aria-hidden="true"><label for="website">{{l.contact_honey}}</label><input id="website" name="website" tabindex="-1" autocomplete="off"></p>
      <p><button>{{l.contact_do}}</button></p>
      </form>
      </div>
      {{/main}}
      {{/layout}}

      """##,
    "en.json": ##"""
      {
        "actions": "Actions",
        "address": "E-mail address",
        "any": "Any",
        "apply_to": "Apply to",
        "audit": "Audit",
        "audit_all": "All",
        "audit_detail": "Details",
        "audit_gone": "site {id}, removed",
        "audit_installation": "Installation",
        "audit_installation.adopt": "Database taken over",
        "audit_key.add": "API key made",
        "audit_key.revoke": "API key revoked",
        "audit_message.send": "Message put in the queue",
        "audit_message.test": "Test of a message sent",
        "audit_none": "Nothing has been changed yet.",
        "audit_older": "Older changes",
        "audit_queue.cancel": "Rows cancelled",
        "audit_queue.purge": "Old rows deleted",
        "audit_queue.requeue": "Rows sent again",
        "audit_queue.send": "Pending rows sent",
        "audit_queue.undo": "Action taken back",
        "audit_site": "Site",
        "audit_site.add": "Site added",
        "audit_site.remove": "Site removed",
        "audit_site.set": "Site changed",
        "audit_time": "Time",
        "audit_suppression.add": "Number suppressed",
        "audit_suppression.remove": "Number can be written to again",
        "audit_transport.add": "Transport added",
        "audit_transport.remove": "Transport removed",
        "audit_transport.set": "Transport changed",
        "audit_transport.test": "Transport tested",
        "audit_user.add": "User added",
        "audit_user.factor": "One-time codes changed",
        "audit_user.invite": "User invited",
        "audit_user.link": "Link for a password made",
        "audit_user.login": "Logged in",
        "audit_user.password": "Password set",
        "audit_user.remove": "User removed",
        "audit_user.set": "User changed",
        "audit_webhook.add": "Webhook added",
        "audit_webhook.remove": "Webhook removed",
        "audit_webhook.secret": "Webhook given a new secret",
        "audit_webhook.set": "Webhook changed",
        "audit_webhook.test": "Webhook tested",
        "audit_what": "What",
        "audit_who": "Who",
        "back": "Back",
        "cancel": "Cancel sending",
        "cancel_do": "Cancel these rows",
        "channel_chat": "Chat",
        "channel_email": "E-mail",
        "channel_sms": "SMS",
        "channel_webhook": "Webhook",
        "chart": "Rows a minute",
        "chart_hours": "over the last three hours (UTC)",
        "chart_most": "most: {n} a minute",
        "chart_none": "Nothing has happened in the last three hours.",
        "chart_put_in": "put in",
        "colon": ": ",
        "compose": "Compose",
        "compose_channel": "By",
        "compose_chats": "Chats",
        "compose_choose": "Choose",
        "compose_cost": "Cost",
        "compose_do_preview": "Preview",
        "compose_do_send": "Send",
        "compose_do_test": "Send a test",
        "compose_encoding": "Encoding",
        "compose_files": "Attachments",
        "compose_files_again": "Choose your attachments again: the browser does not keep them when the page is shown anew.",
        "compose_files_hint": "Together at most",
        "compose_from": "From",
        "compose_html": "HTML",
        "compose_html_hint": "Not needed. Who cannot read it gets the text.",
        "compose_name_missing": "{recipient} has no name, and {{name}} needs one: write Name <{recipient}>, or put {{#name}} … {{/name}} around the words that need it.",
        "compose_no_names": "Recipients have no names here: leave {{name}} out, or put {{#name}} … {{/name}} around the words that need it.",
        "compose_no_subject": "There is no subject.",
        "compose_no_text": "There is no text: some people cannot read HTML, and filters like mails that have both.",
        "compose_parts": "Parts",
        "compose_plainer": "Written plainer to be shorter: {changes}",
        "compose_preview": "As the first recipient gets it",
        "compose_remote": "Pictures from other servers are not shown here, and many readers do not see them either.",
        "compose_reply_to": "Reply to",
        "compose_reply_to_hint": "Where answers go; empty: to the sender.",
        "compose_send_at": "Send at",
        "compose_send_at_hint": "Empty: at once. Time zone:",
        "compose_sent_before": "This form was already sent, with another text. Send it again if you want another message.",
        "compose_show_html": "Show the HTML",
        "compose_site": "Site",
        "compose_sms": "SMS, one for each recipient",
        "compose_subject": "Subject",
        "compose_test": "Test to",
        "compose_tested": "A test is on its way to {recipient}.",
        "compose_text": "Text",
        "compose_text_hint": "{{name}} becomes the name of the recipient.",
        "compose_to": "To",
        "compose_to_hint": "ann@example.org or Ann <ann@example.org>; several on lines of their own or with commas, at most 50. Each gets a mail of their own.",
        "compose_to_hint_sms": "+33612345678; several on lines of their own or with commas, at most 50.",
        "compose_unknown": "{names} has no value here: of a message written on this page only {{name}} is filled in.",
        "confirm_cancel": "Cancel rows",
        "confirm_none": "There is nothing of that kind any more.",
        "confirm_reasons": "Rows that were cancelled, suppressed or in doubt are among them: choose a reason in the filter to take only some.",
        "confirm_repeat": "Some of them have been sent: their recipients will get the message a second time.",
        "confirm_requeue": "Send rows again",
        "contact": "Contact",
        "contact_address_hint": "So that you can be answered.",
        "contact_closed": "Not just now",
        "contact_closed_text": "Nobody could read your message here at present. Please try again later.",
        "contact_do": "Send",
        "contact_honey": "Leave this empty",
        "contact_message": "Message",
        "contact_thanks": "Thank you",
        "contact_thanks_text": "Your message is on its way.",
        "contact_throttled": "Too many messages",
        "contact_throttled_text": "Too many messages came in the last hour, so yours was not taken. Please try again later.",
        "count_about": "about {n}",
        "counts": "Rows by state",
        "done_factor_off": "One-time codes are off.",
        "done_factor_on": "One-time codes are on.",
        "done_key_revoked": "The key opens nothing any more.",
        "done_logout": "You are logged out.",
        "done_password": "Your password is set. Log in with it.",
        "done_queued_one": "Your message is in the queue.",
        "done_queued_other": "Your message to {n} recipients is in the queue; this is the first of them.",
        "done_saved": "Saved.",
        "done_send": "What is pending and due is on its way.",
        "done_site_added": "The site is there. Its mail goes into a sandbox until it has another transport.",
        "done_site_removed": "The site is removed.",
        "done_transport_added": "The transport is there. Test it before you rely on it.",
        "done_transport_off": "The transport is off. What would go this way waits, unless there is another one.",
        "done_transport_on": "The transport is on.",
        "done_transport_removed": "The transport is removed.",
        "done_undo_late": "It was too late to take that back.",
        "done_undo_one": "Taken back, for {n} row.",
        "done_undo_other": "Taken back, for {n} rows.",
        "done_user_added": "The user is there, and an invitation is on its way by mail.",
        "done_user_invited": "A mail with a fresh link is on its way.",
        "done_user_removed": "The user is removed.",
        "done_webhook_off": "The webhook is off. What happens meanwhile is never told.",
        "done_webhook_on": "The webhook is on.",
        "done_webhook_removed": "The webhook is removed.",
        "error_400": "That request is not understood",
        "error_401": "Log in first",
        "error_403": "You may not do that",
        "error_404": "There is no such page",
        "error_405": "That cannot be done here",
        "error_406": "That cannot be given in the form asked for",
        "error_409": "It has changed meanwhile",
        "error_413": "That is too much at once",
        "error_415": "That kind of content is not taken",
        "error_422": "Something in it is not right",
        "error_429": "Too many tries",
        "error_500": "Something went wrong here",
        "error_503": "That is not possible just now; try again in a moment",
        "error_back": "Back to the overview",
        "error_session": "You are no longer logged in.",
        "error_stale_form": "This form is out of date. Go back, reload the page and send it again.",
        "event_actor": "By whom",
        "event_at": "When",
        "event_attempt": "Attempt",
        "event_kind": "What",
        "event_kind_delivered": "Delivered",
        "event_kind_lapsed": "Worker lost",
        "event_kind_receipt_accepted": "Receipt: accepted",
        "event_kind_receipt_buffered": "Receipt: buffered",
        "event_kind_receipt_delivered": "Receipt: delivered",
        "event_kind_receipt_expired": "Receipt: expired",
        "event_kind_receipt_failed": "Receipt: failed",
        "event_kind_receipt_rejected": "Receipt: rejected",
        "event_kind_requeued": "Sent again",
        "event_kind_sent": "Sent",
        "events": "What happened",
        "events_none": "Nothing but what is said above.",
        "explain_ask_gateway": "Look for it at the gateway; if it is not there, requeue it",
        "explain_ask_recipient": "Look in the relay’s log for {recipient}; if it is not there, requeue it",
        "explain_ask_relay": "Look in the relay’s log for Message-ID {message}; if it is not there, requeue it",
        "explain_clock_skew": "The clock of {host} and the database’s differ by {seconds} s: have both set by NTP.",
        "explain_delivered": "It was delivered at {at}",
        "explain_ended": "It ended: {reason}",
        "explain_ended_later": "It was sent, and ended later: {reason}; the answer had been",
        "explain_expired": "It was not sent before it expired at {at}: the next run gives it up",
        "explain_held": "It is held back",
        "explain_last_answer": "The last answer, to attempt {attempt}",
        "explain_lease_of_dead": "If that worker has died, the next run on its machine knows from its journal, and any other run from then on",
        "explain_lost": "Its worker is gone, and it may have been sent: the next run settles it",
        "explain_many_before": "{n} rows of {site} go before it: the next run takes it; it expires at {expires}",
        "explain_many_before_afterwards": "When that is over, {n} rows of {site} go before it; it expires at {expires}",
        "explain_maybe_arrived": "It may have arrived",
        "explain_next": "It is the next to go: the next run takes it; it expires at {expires}",
        "explain_next_afterwards": "When that is over, it is the next to go; it expires at {expires}",
        "explain_no_relay": "No transport of {site} is switched on",
        "explain_no_transport": "No transport of {site} carries {channel} and is switched on",
        "explain_nobody_sends": "Messages have been due since {since}, and no worker has run for six minutes: look at the crontab, or run envoi work.",
        "explain_not_adopted": "This database is a copy (it was made in {recorded}, and this is {found}): nothing is sent from it. If it is to send from now on, and the other one no longer does, run: envoi adopt",
        "explain_not_due": "It is not due before {at}",
        "explain_one_before": "1 row of {site} goes before it: the next run takes it; it expires at {expires}",
        "explain_one_before_afterwards": "When that is over, 1 row of {site} goes before it; it expires at {expires}",
        "explain_partitions_missing": "There is room for {n} rows more: envoi migrate makes partitions, or says what keeps it from that.",
        "explain_receipt_awaited": "Its receipt is awaited until {until}",
        "explain_receipt_late": "No receipt came by {until}: whether it arrived is not known",
        "explain_retry_due": "It is due for another try since {at}",
        "explain_retry_later": "It is tried again from {at} on",
        "explain_send_again": "Requeue sends it again",
        "explain_sending": "A worker is sending it; its lease ends at {until}, and is extended while the worker lives",
        "explain_sent": "It was sent at {at}",
        "explain_site_disabled": "Sending is switched off for {site}",
        "explain_snapshot_held": "A transaction has been open since {since} ({who}): until it ends, finished rows are not cleared and the queue gets slower.",
        "explain_suppressed": "{recipient} has asked {site} for nothing more",
        "explain_transport_failed": "The last session of transport {transport} failed, the next run tries another one",
        "explain_transport_paused": "Transport {transport} is paused until {until}",
        "explain_unsuppress": "In a shell, envoi suppression remove lets it be sent to again",
        "factor": "One-time codes",
        "factor_begin": "Set up",
        "factor_code": "Code",
        "factor_disable": "Switch off",
        "factor_enable": "Switch on",
        "factor_intro": "An app on your telephone shows a code that is asked for beside your password.",
        "factor_is_on": "One-time codes are on.",
        "factor_link": "Open in the app",
        "factor_secret": "Type this key into your app, or open the link on the device that has it. Then give the code that it shows.",
        "factor_wrong": "That code is not right; look whether the clock of your device is.",
        "field_address": "E-mail address",
        "field_attachment_limit": "Attachments of one message, at most (MiB)",
        "field_channel": "Channel",
        "field_connections": "Open connections at most",
        "field_contact": "Public contact form, whose messages go to the site’s operators",
        "field_country": "Country of national telephone numbers",
        "field_domain": "Domain",
        "field_enabled": "May log in",
        "field_events": "Events",
        "field_fields": "Fields",
        "field_filter": "Filter",
        "field_force": "Even though messages wait",
        "field_from": "Sender",
        "field_helo": "Name said in EHLO",
        "field_keep": "Finished messages are kept for",
        "field_language": "Language",
        "field_login": "User name at the relay",
        "field_name": "Name",
        "field_on_doubt": "A message that may have been sent",
        "field_password": "Password",
        "field_position": "Position",
        "field_preset": "Preset",
        "field_rate": "Requests a second, at most",
        "field_recipients": "Recipients",
        "field_region": "Region",
        "field_return_path": "Return path",
        "field_role": "Role",
        "field_rows": "Rows",
        "field_scopes": "What it may do",
        "field_security": "Encryption",
        "field_sending": "Send: without this, messages wait",
        "field_sites": "Sites",
        "field_sms_parts": "Parts of one SMS, at most",
        "field_state": "State",
        "field_subject": "Subject",
        "field_timezone": "Time zone",
        "field_to": "Recipient",
        "field_transliterate": "Write an SMS plainer where that makes it shorter",
        "field_url": "URL",
        "field_user": "User",
        "filter": "Filter",
        "filter_do": "Show",
        "filter_none": "Everything",
        "findings": "What needs attention",
        "findings_none": "Nothing needs attention.",
        "forgotten": "Forgotten password",
        "forgotten_do": "Send the link",
        "forgotten_intro": "We send you a link with which you can set a new one.",
        "forgotten_link": "Have you forgotten your password?",
        "forgotten_sent": "If somebody here has this address, a mail with a link is on its way. The link is good for one hour.",
        "key_add": "Make a key",
        "key_hint": "Begins with",
        "key_made": "Made",
        "key_name": "Who gets it",
        "key_new": "New API key",
        "key_once": "Copy it now: it is not shown again.",
        "key_revoke": "Revoke",
        "key_revoked": "revoked",
        "key_use": "Programs send it with every request:",
        "key_used": "Last used",
        "keys": "API keys",
        "keys_none": "There is no key yet.",
        "language": "Language",
        "language_en": "English",
        "language_es": "Español",
        "language_fr": "Français",
        "last_worker": "A worker last ran",
        "login": "Log in",
        "login_code": "One-time code",
        "login_code_hint": "Only if you have set one up.",
        "login_do": "Log in",
        "login_needs_code": "This account asks for a one-time code: type your password again, and the code that your app shows now.",
        "login_refused": "Address, password or code is wrong.",
        "login_throttled_one": "Too many tries. Try again in {n} minute.",
        "login_throttled_other": "Too many tries. Try again in {n} minutes.",
        "logout": "Log out",
        "message_blocked": "Images from elsewhere are not loaded, and nothing in it runs.",
        "message_headers": "Headers",
        "message_html": "The message as HTML",
        "message_seen": "The message",
        "message_source": "Source",
        "message_text": "As text",
        "name": "Name",
        "nav": "Main menu",
        "never": "not in the last day",
        "newest": "Newest",
        "newsletter": "Newsletter",
        "not_yet": "never",
        "older": "Older",
        "oldest": "Waiting for longest",
        "oldest_none": "Nothing that is due waits.",
        "overview": "Overview",
        "password": "Password",
        "password_change": "Change the password",
        "password_differs": "The two passwords are not the same.",
        "password_hint": "At least 10 characters; several words are easier to keep in mind.",
        "password_new": "New password",
        "password_old": "Present password",
        "password_repeated": "New password once more",
        "password_rule": "This password cannot be taken: {rule}.",
        "password_set": "Set the password",
        "password_wrong": "That is not your password.",
        "preset_chat": "Team chats",
        "preset_email": "Mail",
        "preset_intro": "Choose what it is; its settings come next.",
        "preset_own": "Your own relay",
        "preset_sms": "SMS",
        "profile": "Your account",
        "profile_person": "You",
        "queue": "Queue",
        "queue_empty": "There are no such rows.",
        "queue_none_chosen": "Choose rows first.",
        "queue_rows": "Rows",
        "queue_shown_one": "{n} row",
        "queue_shown_other": "{n} rows, newest first",
        "reason": "Reason",
        "reason_bounced": "bounced",
        "reason_cancelled": "cancelled",
        "reason_complained": "complained",
        "reason_deferred": "deferred",
        "reason_expired": "expired",
        "reason_in_doubt": "in doubt",
        "reason_invalid": "invalid",
        "reason_refused": "refused",
        "reason_suppressed": "suppressed",
        "reason_undelivered": "undelivered",
        "requeue": "Send again",
        "requeue_do": "Send these rows again",
        "resend_errors": "Resend errors",
        "role_editor": "Editor",
        "role_none": "None",
        "role_operator": "Operator",
        "role_viewer": "Viewer",
        "row": "Row",
        "row_attempts": "Tries",
        "row_channel": "Channel",
        "row_created": "Put in",
        "row_delivered_at": "Delivered",
        "row_due": "Due",
        "row_expires": "Expires",
        "row_generation": "Generation",
        "row_message": "Message",
        "row_priority": "Priority",
        "row_recipient": "Recipient",
        "row_reference": "Reference",
        "row_remote_id": "Id at the relay",
        "row_reply": "Reply",
        "row_retry": "Next try",
        "row_sent_at": "Sent",
        "row_site": "Site",
        "row_tags": "Tags",
        "save": "Save",
        "scope_admin": "admin: everything for this site",
        "scope_read": "read: look at the queue",
        "scope_send": "send: put messages in",
        "secret_kept": "There is one, and it is never shown. Leave it empty to keep it.",
        "security_none": "None",
        "security_starttls": "STARTTLS",
        "security_tls": "TLS from the start",
        "security_url": "As the URL says: TLS for smtps, else STARTTLS, none on this machine",
        "select": "Select row",
        "select_all": "Select all rows of this page",
        "selection": "the selected rows",
        "send_pending": "Send pending",
        "show": "Show",
        "since": "Since",
        "since_hint": "A time like 2026-11-21T14:00 (UTC), or a span like 2h or 7d.",
        "site_add": "Add a site",
        "site_add_intro": "Everything else has a good default, and can be set afterwards.",
        "site_country_hint": "Two letters, like FR; empty: numbers must begin with +.",
        "site_doubt_hint": "When a process or a relay died at the wrong moment nobody knows whether the message went out.",
        "site_doubt_hold": "Hold it: at most once",
        "site_doubt_resend": "Send it again: at least once",
        "site_from_hint": "Name and address, like News <news@example.org>",
        "site_keep_hint": "A number and a unit: 2w, 90d, 36h",
        "site_language_hint": "A language tag, like fr or pt-BR",
        "site_off": "waiting",
        "site_off_warning": "Sending is off for this site: its messages wait.",
        "site_on": "sending",
        "site_remove": "Remove the site",
        "site_remove_type": "Type the domain to confirm",
        "site_remove_warning": "Its transports, keys and messages go with it, finished ones too. This cannot be undone.",
        "site_return_hint": "Where bounces go",
        "site_settings": "Settings",
        "site_state": "Sending",
        "site_timezone_hint": "An IANA name, like Europe/Paris",
        "sites": "Sites",
        "sites_none": "There is no site that you may see.",
        "skip": "Skip to content",
        "stage_authenticate": "Logging in",
        "stage_connect": "Connecting",
        "stage_greeting": "Greeting",
        "stage_hello": "EHLO",
        "stage_resolve": "Finding the host",
        "stage_startTLS": "STARTTLS",
        "stage_tls": "Encryption",
        "stage_transaction": "Transaction",
        "status": "State",
        "status_delivered": "delivered",
        "status_error": "error",
        "status_pending": "pending",
        "status_sending": "sending",
        "status_sent": "sent",
        "subject": "Subject or text",
        "tag": "Tag",
        "test": "Test the connection",
        "test_address": "Send a test to",
        "test_address_hint": "Empty: only connect and log in, send nothing.",
        "test_chat": "A short message will be posted.",
        "test_connected": "Connected to {peer}",
        "test_encrypted": "Encrypted with {version}; certificate of {subject}, by {issuer}, until {expires}",
        "test_fails": "It does not work",
        "test_login": "Logged in with {login}",
        "test_note": "Note",
        "test_number": "Send a test SMS to",
        "test_received": "Received",
        "test_result": "Result",
        "test_sent": "Sent",
        "test_steps": "Step by step",
        "test_webhook": "A signed ping will be posted.",
        "test_works": "It works",
        "transport": "Transport",
        "transport_add": "Add a transport",
        "transport_channel": "Channel",
        "transport_fine": "fine",
        "transport_login_hint": "Empty: no login, and the password is forgotten.",
        "transport_name_hint": "What you call it: letters, digits, dots and dashes. A chat is written to by this name.",
        "transport_off": "off",
        "transport_order": "The lowest position that is on goes first.",
        "transport_paused": "paused until {time}",
        "transport_remove": "Remove the transport",
        "transport_remove_warning": "Its settings and its password are gone then. Messages go another way, if there is one.",
        "transport_sandbox": "It writes mail into files, and is used only while there is no other transport.",
        "transport_settings": "Settings",
        "transport_state": "State",
        "transport_switch_off": "Switch off",
        "transport_switch_on": "Switch on",
        "transport_trouble": "trouble, trying again",
        "transport_url_hint": "smtps:// for TLS from the start, smtp:// for STARTTLS. User name and password have fields of their own.",
        "transport_used": "in use",
        "transport_way": "Where it leads",
        "transports": "Transports",
        "transports_none": "There is no transport.",
        "undo": "Undo",
        "undo_cancel_one": "{n} row was cancelled.",
        "undo_cancel_other": "{n} rows were cancelled.",
        "undo_requeue_one": "{n} row is about to be sent again.",
        "undo_requeue_other": "{n} rows are about to be sent again.",
        "until": "Until",
        "user_add": "Add a user",
        "user_add_do": "Add and invite",
        "user_add_intro": "They get a mail with a link to set their password, good for three days.",
        "user_everywhere": "All sites and the installation",
        "user_factor_off": "Ask for no one-time codes",
        "user_has_factor": "with one-time codes",
        "user_invite": "Mail a link for a new password",
        "user_invite_again": "Send the invitation again",
        "user_invited": "invited",
        "user_last_login": "Last login",
        "user_off": "may not log in",
        "user_on": "active",
        "user_remove": "Remove the user",
        "user_remove_warning": "They are logged out at once. What they did stays in the audit.",
        "user_roles": "Roles",
        "user_roles_hint": "A viewer looks; an editor also writes and sends; an operator does everything. The higher of the role for all sites and that for one site counts.",
        "user_settings": "Settings",
        "user_state": "State",
        "users": "Users",
        "webhook_add": "Add a webhook",
        "webhook_event_delivered": "delivered: a receipt has come",
        "webhook_event_error": "error: it failed for good",
        "webhook_event_sent": "sent: the relay or the gateway has taken it",
        "webhook_history": "History",
        "webhook_name_hint": "What you call it: letters, digits, dots and dashes.",
        "webhook_off_hint": "What happens while it is off is never told.",
        "webhook_remove": "Remove the webhook",
        "webhook_remove_warning": "Its URL and its secret are gone then, and what it was yet to be told is cancelled.",
        "webhook_rows": "Its posts",
        "webhook_secret": "Secret of the webhook",
        "webhook_secret_make": "Make a new secret",
        "webhook_secret_once": "Copy it now: it is not shown again.",
        "webhook_secret_overlap": "After a new secret the last one signs too, for one day.",
        "webhook_secret_use": "With it your program checks that a post comes from here (Standard Webhooks).",
        "webhook_url_hint": "It begins with https:// and is public; a private address can only be given by the command envoi webhook.",
        "webhook_url_kept": "The present one is never shown. Leave this empty to keep it.",
        "webhooks": "Webhooks",
        "webhooks_intro": "Programs that are told what becomes of messages, by signed posts.",
        "webhooks_none": "There is no webhook yet.",
        "welcome": "Set your password",
        "welcome_expired": "This link has been used, or is too old. Ask for another one with “Have you forgotten your password?”.",
        "welcome_intro": "With it you log in from now on.",
        "whole_filter": "all that the filter finds",
        "why": "Why it is so",
        "zone": "Times are in"
      }

      """##,
    "envoi.css": ##"""
      :root {
        color-scheme: light dark;
        --ground: #ffffff; --raised: #f4f6f8; --line: #c4ccd4; --text: #17202a; --quiet: #4c5866;
        --accent: #0b5fa5; --on-accent: #ffffff; --good: #14683a; --bad: #a8201a; --warn: #7a4b00; --notice: #e4f0fa; --warning: #fff1d6;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --ground: #12171d; --raised: #1b222a; --line: #3c4752; --text: #e8edf2; --quiet: #aeb9c5;
          --accent: #7cbcf5; --on-accent: #0b1620; --good: #74d69d; --bad: #ff9d96; --warn: #ffcb70; --notice: #16304a; --warning: #3d2f10;
        }
      }
      * { box-sizing: border-box; }
      html { font: 100%/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; background: var(--ground); color: var(--text); }
      body { margin: 0; }
      h1 { font-size: 1.6rem; line-height: 1.25; margin: .2em 0 .6em; }
      h2 { font-size: 1.2rem; margin: 1.2em 0 .5em; }
      a { color: var(--accent); text-underline-offset: .15em; }
      :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
      main { padding: 1rem clamp(.75rem, 3vw, 2rem) 3rem; max-width: 100rem; margin: 0 auto; overflow-wrap: break-word; }
      main:focus { outline: none; }
      small { color: var(--quiet); display: block; font-size: .875rem; }
      .skip { position: absolute; left: -100rem; background: var(--accent); color: var(--on-accent); padding: .5rem 1rem; z-index: 1; }
      .skip:focus { left: 0; }
      .top { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; padding: .5rem clamp(.75rem, 3vw, 2rem); background: var(--raised); border-bottom: 1px solid var(--line); }
      .brand { font-weight: 700; font-size: 1.1rem; color: var(--text); text-decoration: none; }
      .top nav { flex: 1 1 auto; }
      .top ul { display: flex; flex-wrap: wrap; gap: 0 .25rem; list-style: none; margin: 0; padding: 0; }
      .top nav a { display: block; padding: .45rem .6rem; text-decoration: none; border-bottom: 3px solid transparent; }
      .top nav a[aria-current] { border-color: var(--accent); color: var(--text); font-weight: 600; }
      .who { display: flex; gap: 1rem; align-items: center; }
      .who form { margin: 0; }
      .narrow { max-width: 26rem; margin: 2rem auto; }
      .card, .panel { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1.25rem 1rem; margin: 0 0 1.25rem; background: var(--raised); }
      .card { max-width: 40rem; }
      label, legend { display: block; font-weight: 600; margin-bottom: .2rem; }
      fieldset { border: 0; padding: 0; margin: 0 0 1rem; }
      .choice { display: flex; gap: .5rem; align-items: baseline; font-weight: 400; }
      input, select, textarea { font: inherit; color: var(--text); background: var(--ground); border: 1px solid var(--quiet); border-radius: .3rem; padding: .4rem .6rem; width: 100%; max-width: 40rem; }
      input[type=checkbox], input[type=radio] { width: 1.15rem; height: 1.15rem; flex: none; accent-color: var(--accent); }
      textarea { min-height: 8rem; resize: vertical; }
      textarea.few { min-height: 3.5rem; }
      button, .button { font: inherit; font-weight: 600; display: inline-block; padding: .45rem 1rem; border-radius: .3rem; border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); cursor: pointer; text-decoration: none; }
      button.quiet, .button.quiet { background: transparent; color: var(--accent); }
      button.danger { background: transparent; border-color: var(--bad); color: var(--bad); }
      button.link { background: none; border: 0; color: var(--accent); padding: 0; font-weight: 400; text-decoration: underline; text-underline-offset: .15em; }
      button:disabled { opacity: .6; cursor: default; }
      .row { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; margin-bottom: .75rem; }
      .row > p { margin: 0; }
      .row input, .row select { width: auto; min-width: 8rem; max-width: 100%; }
      .notice, .warning, .problem { padding: .6rem 1rem; border-radius: .4rem; border-left: .3rem solid var(--accent); background: var(--notice); }
      .warning { border-color: var(--warn); background: var(--warning); }
      .problem { border-color: var(--bad); background: var(--raised); }
      .wrong { color: var(--bad); font-weight: 600; }
      /* Relative: what is hidden in it must not widen the page. */
      .wide { overflow-x: auto; position: relative; }
      table { border-collapse: collapse; width: 100%; }
      caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
      th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; max-width: 22rem; overflow-wrap: break-word; }
      .wide:not(:has(tbody tr, caption)) { display: none; }
      th { white-space: nowrap; }
      td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
      time, .nowrap { white-space: nowrap; }
      dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 0; }
      dl.facts dt { color: var(--quiet); }
      dl.facts dd { margin: 0; overflow-wrap: anywhere; }
      .counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; margin: 0 0 1rem; }
      .counts a, .counts span.count { display: block; min-width: 7rem; padding: .4rem .8rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--raised); text-decoration: none; color: var(--text); }
      .counts a[aria-current] { border-color: var(--accent); box-shadow: inset 0 -3px var(--accent); }
      .counts strong { display: block; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
      .state { font-weight: 600; white-space: nowrap; }
      .state.sent, .state.delivered { color: var(--good); }
      .state.error { color: var(--bad); }
      .state.sending { color: var(--warn); }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem; max-height: 40rem; overflow: auto; }
      iframe.mail { width: 100%; height: 24rem; border: 1px solid var(--line); border-radius: .4rem; background: #ffffff; }
      code.secret { font-size: 1.1rem; overflow-wrap: anywhere; }
      small.inline { display: inline; }
      h3 { font-size: 1.05rem; margin: 1em 0 .5em; }
      ul.transports { list-style: none; margin: 0; padding: 0; }
      dl.presets dt { font-weight: 600; }
      dl.presets dd { margin: 0 0 .75rem; }
      a.button.danger { background: transparent; border-color: var(--bad); color: var(--bad); }
      .row form { margin: 0; }
      ol.steps { list-style: none; margin: 0; padding: .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9rem; }
      ol.steps li { overflow-wrap: anywhere; padding-left: 1.5em; text-indent: -1.5em; }
      ol.steps li::before { display: inline-block; width: 1.5em; text-indent: 0; content: "·" / ""; }
      ol.steps .sent::before { content: "→" / ""; }
      ol.steps .received::before { content: "←" / ""; }
      ol.steps .note { color: var(--quiet); }
      ol.steps .good { color: var(--good); font-weight: 600; }
      ol.steps .good::before { content: "✓" / ""; }
      ol.steps .bad { color: var(--bad); font-weight: 600; }
      ol.steps .bad::before { content: "✗" / ""; }
      svg.chart { width: 100%; height: auto; max-height: 16rem; }
      .hidden-label, .honey { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
      @media (max-width: 40rem) {
        dl.facts { grid-template-columns: 1fr; gap: 0; }
        dl.facts dd { margin-bottom: .5rem; }
        th, td { padding: .35rem .4rem; }
      }
      .chart .axis { stroke: var(--line); fill: none; }
      .chart text { fill: var(--quiet); font-size: 14px; }
      .line { fill: none; stroke-width: 2.5; stroke: var(--quiet); vector-effect: non-scaling-stroke; }
      .line.sent { stroke: var(--accent); }
      .line.error { stroke: var(--bad); stroke-dasharray: 3 4; }
      .line.delivered { stroke: var(--good); stroke-dasharray: 9 4; }
      .line.pending { stroke-dasharray: 1 4; stroke-linecap: round; }
      .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; margin: .25rem 0 0; }
      .legend svg { width: 2rem; height: .7rem; }
      @media (scripting: none) { .needs-script { visibility: hidden; } }
      .actions { margin: 0 0 .75rem; }
      .actions form { margin: 0; }

      """##,
    "envoi.js": ##"""
      // Everything works without this; with it, pages keep themselves current and a list can be ticked as a whole.
      "use strict";
      // On the document: parts of the page are replaced.
      document.addEventListener("change", ({ target }) => {
        if (!target.dataset.all) return;
        for (const box of document.querySelectorAll(`input[name="${target.dataset.all}"]`)) box.checked = target.checked;
      });
      const isChosen = (select) => select.selectedIndex !== Math.max(0, [...select.options].findIndex((option) => option.defaultSelected));
      for (const part of document.querySelectorAll("[data-live]")) {
        let fresh = null;
        // Not under the fingers of who is choosing rows: when they have done.
        const show = () => {
          if (!fresh || part.contains(document.activeElement) || part.querySelector("input:checked")) return;
          if ([...part.querySelectorAll("select")].some(isChosen)) return;
          part.replaceChildren(...fresh.childNodes);
          fresh = null;
        };
        const source = new EventSource(part.dataset.live);
        source.addEventListener("part", (event) => {
          fresh = new DOMParser().parseFromString(event.data, "text/html").body;
          show();
        });
        // While it happens the focus is nowhere.
        part.addEventListener("focusout", () => setTimeout(show));
        addEventListener("pagehide", () => source.close());
      }
      for (const bar of document.querySelectorAll("[data-seconds]")) {
        let left = Number(bar.dataset.seconds);
        const show = bar.querySelector("[data-left]");
        const timer = setInterval(() => {
          left -= 1;
          if (show) show.textContent = String(Math.max(left, 0));
          if (left > 0) return;
          clearInterval(timer);
          bar.remove();
        }, 1000);
      }
      for (const button of document.querySelectorAll("[data-press]")) button.click();

      """##,
    "error.mustache": ##"""
      {{<layout}}
      {{$title}}{{page.heading}}{{/title}}
      {{$main}}
      <h1>{{page.heading}}</h1>
      {{#page.detail}}<p>{{.}}</p>{{/page.detail}}
      <p><a href="{{base}}/admin">{{l.error_back}}</a></p>
      {{/main}}
      {{/layout}}

      """##,
    "es.json": ##"""
      {
        "actions": "Acciones",
        "address": "Dirección de correo",
        "any": "Todos",
        "apply_to": "Aplicar a",
        "audit": "Auditoría",
        "audit_all": "Todos",
        "audit_detail": "Detalles",
        "audit_gone": "sitio {id}, eliminado",
        "audit_installation": "Instalación",
        "audit_installation.adopt": "Base de datos asumida",
        "audit_key.add": "Clave de API creada",
        "audit_key.revoke": "Clave de API revocada",
        "audit_message.send": "Mensaje puesto en la cola",
        "audit_message.test": "Prueba de un mensaje enviada",
        "audit_none": "Todavía no se ha cambiado nada.",
        "audit_older": "Cambios anteriores",
        "audit_queue.cancel": "Envíos cancelados",
        "audit_queue.purge": "Envíos antiguos eliminados",
        "audit_queue.requeue": "Envíos reenviados",
        "audit_queue.send": "Envíos pendientes lanzados",
        "audit_queue.undo": "Acción deshecha",
        "audit_site": "Sitio",
        "audit_site.add": "Sitio añadido",
        "audit_site.remove": "Sitio eliminado",
        "audit_site.set": "Sitio modificado",
        "audit_time": "Fecha",
        "audit_suppression.add": "Número dado de baja",
        "audit_suppression.remove": "Se puede escribir de nuevo al número",
        "audit_transport.add": "Transporte añadido",
        "audit_transport.remove": "Transporte eliminado",
        "audit_transport.set": "Transporte modificado",
        "audit_transport.test": "Transporte probado",
        "audit_user.add": "Usuario añadido",
        "audit_user.factor": "Códigos de un solo uso modificados",
        "audit_user.invite": "Usuario invitado",
        "audit_user.link": "Enlace para una contraseña creado",
        "audit_user.login": "Inicio de sesión",
        "audit_user.password": "Contraseña definida",
        "audit_user.remove": "Usuario eliminado",
        "audit_user.set": "Usuario modificado",
        "audit_webhook.add": "Webhook añadido",
        "audit_webhook.remove": "Webhook eliminado",
        "audit_webhook.secret": "Secreto del webhook renovado",
        "audit_webhook.set": "Webhook modificado",
        "audit_webhook.test": "Webhook probado",
        "audit_what": "Qué",
        "audit_who": "Quién",
        "back": "Volver",
        "cancel": "Cancelar el envío",
        "cancel_do": "Cancelar estos envíos",
        "channel_chat": "Chat",
        "channel_email": "Correo",
        "channel_sms": "SMS",
        "channel_webhook": "Webhook",
        "chart": "Envíos por minuto",
        "chart_hours": "en las últimas tres horas (UTC)",
        "chart_most": "máximo: {n} por minuto",
        "chart_none": "No ha pasado nada en las últimas tres horas.",
        "chart_put_in": "creados",
        "colon": ": ",
        "compose": "Redactar",
        "compose_channel": "Por",
        "compose_chats": "Chats",
        "compose_choose": "Elegir",
        "compose_cost": "Coste",
        "compose_do_preview": "Vista previa",
        "compose_do_send": "Enviar",
        "compose_do_test": "Enviar una prueba",
        "compose_encoding": "Codificación",
        "compose_files": "Archivos adjuntos",
        "compose_files_again": "Elija de nuevo los archivos adjuntos: el navegador no los conserva al volver a mostrar la página.",
        "compose_files_hint": "En total, como máximo",
        "compose_from": "De",
        "compose_html": "HTML",
        "compose_html_hint": "Opcional. Quien no pueda leerlo recibe el texto.",
        "compose_name_missing": "{recipient} no tiene nombre, y {{name}} lo necesita: escriba Nombre <{recipient}>, o ponga {{#name}} … {{/name}} alrededor de las palabras que lo necesitan.",
        "compose_no_names": "Aquí los destinatarios no tienen nombre: quite {{name}}, o ponga {{#name}} … {{/name}} alrededor de las palabras que lo necesitan.",
        "compose_no_subject": "No hay asunto.",
        "compose_no_text": "No hay texto: algunas personas no pueden leer HTML, y los filtros prefieren los mensajes que tienen ambos.",
        "compose_parts": "Partes",
        "compose_plainer": "Simplificado para ser más corto: {changes}",
        "compose_preview": "Tal como lo recibe el primer destinatario",
        "compose_remote": "Las imágenes de otros servidores no se muestran aquí, y muchos destinatarios tampoco las ven.",
        "compose_reply_to": "Responder a",
        "compose_reply_to_hint": "Adónde van las respuestas; vacío: al remitente.",
        "compose_send_at": "Enviar el",
        "compose_send_at_hint": "Vacío: enseguida. Zona horaria:",
        "compose_sent_before": "Este formulario ya se envió, con otro texto. Envíelo de nuevo si quiere otro mensaje.",
        "compose_show_html": "Mostrar el HTML",
        "compose_site": "Sitio",
        "compose_sms": "SMS, uno por destinatario",
        "compose_subject": "Asunto",
        "compose_test": "Prueba a",
        "compose_tested": "Una prueba está en camino a {recipient}.",
        "compose_text": "Texto",
        "compose_text_hint": "{{name}} se convierte en el nombre del destinatario.",
        "compose_to": "Para",
        "compose_to_hint": "ann@example.org o Ann <ann@example.org>; varios en líneas distintas o separados por comas, 50 como máximo. Cada uno recibe su propio mensaje.",
        "compose_to_hint_sms": "+33612345678; varios en líneas distintas o separados por comas, 50 como máximo.",
        "compose_unknown": "{names} no tiene valor aquí: en un mensaje escrito en esta página solo se rellena {{name}}.",
        "confirm_cancel": "Cancelar envíos",
        "confirm_none": "Ya no hay nada así.",
        "confirm_reasons": "Los cancelados, excluidos o dudosos están entre ellos: elija un motivo en el filtro para tomar solo algunos.",
        "confirm_repeat": "Algunos ya se han enviado: sus destinatarios recibirán el mensaje por segunda vez.",
        "confirm_requeue": "Reenviar mensajes",
        "contact": "Contacto",
        "contact_address_hint": "Para poder responderle.",
        "contact_closed": "Ahora no",
        "contact_closed_text": "En este momento nadie podría leer aquí su mensaje. Inténtelo de nuevo más tarde.",
        "contact_do": "Enviar",
        "contact_honey": "Deje este campo vacío",
        "contact_message": "Mensaje",
        "contact_thanks": "Gracias",
        "contact_thanks_text": "Su mensaje está en camino.",
        "contact_throttled": "Demasiados mensajes",
        "contact_throttled_text": "Han llegado demasiados mensajes en la última hora y el suyo no se ha aceptado. Inténtelo de nuevo más tarde.",
        "count_about": "unos {n}",
        "counts": "Envíos por estado",
        "done_factor_off": "Los códigos de un solo uso están desactivados.",
        "done_factor_on": "Los códigos de un solo uso están activados.",
        "done_key_revoked": "La clave ya no abre nada.",
        "done_logout": "Ha cerrado la sesión.",
        "done_password": "Su contraseña está guardada. Inicie sesión con ella.",
        "done_queued_one": "Su mensaje está en la cola de envío.",
        "done_queued_other": "Su mensaje para {n} destinatarios está en la cola de envío; este es el primero.",
        "done_saved": "Guardado.",
        "done_send": "Los envíos pendientes están en camino.",
        "done_site_added": "El sitio está creado. Sus correos van a una zona de pruebas hasta que tenga otro transporte.",
        "done_site_removed": "El sitio se ha eliminado.",
        "done_transport_added": "El transporte está añadido. Pruébelo antes de confiar en él.",
        "done_transport_off": "El transporte está desactivado. Lo que iba por él espera, salvo que haya otro.",
        "done_transport_on": "El transporte está activado.",
        "done_transport_removed": "El transporte se ha eliminado.",
        "done_undo_late": "Era tarde para deshacerlo.",
        "done_undo_one": "Deshecho para {n} envío.",
        "done_undo_other": "Deshecho para {n} envíos.",
        "done_user_added": "El usuario está añadido y una invitación va en camino por correo.",
        "done_user_invited": "Un correo con un enlace nuevo va en camino.",
        "done_user_removed": "El usuario se ha eliminado.",
        "done_webhook_off": "El webhook está desactivado. De lo que pase mientras tanto no se avisará nunca.",
        "done_webhook_on": "El webhook está activado.",
        "done_webhook_removed": "El webhook se ha eliminado.",
        "error_400": "No se entiende la petición",
        "error_401": "Inicie sesión primero",
        "error_403": "No tiene permiso para hacer eso",
        "error_404": "Esa página no existe",
        "error_405": "Eso no se puede hacer aquí",
        "error_406": "No se puede dar en la forma pedida",
        "error_409": "Ha cambiado entretanto",
        "error_413": "Es demasiado de una vez",
        "error_415": "No se acepta ese tipo de contenido",
        "error_422": "Algo no es correcto",
        "error_429": "Demasiados intentos",
        "error_500": "Algo ha fallado aquí",
        "error_503": "Ahora mismo no es posible; inténtelo de nuevo en un momento",
        "error_back": "Volver al resumen",
        "error_session": "Ya no tiene una sesión abierta.",
        "error_stale_form": "Este formulario ya no es válido. Vuelva atrás, recargue la página y envíelo de nuevo.",
        "event_actor": "Quién",
        "event_at": "Cuándo",
        "event_attempt": "Intento",
        "event_kind": "Qué",
        "event_kind_delivered": "Entregado",
        "event_kind_lapsed": "Proceso perdido",
        "event_kind_receipt_accepted": "Acuse: aceptado",
        "event_kind_receipt_buffered": "Acuse: en espera",
        "event_kind_receipt_delivered": "Acuse: entregado",
        "event_kind_receipt_expired": "Acuse: caducado",
        "event_kind_receipt_failed": "Acuse: fallido",
        "event_kind_receipt_rejected": "Acuse: rechazado",
        "event_kind_requeued": "Reenviado",
        "event_kind_sent": "Enviado",
        "events": "Qué ha pasado",
        "events_none": "Nada más que lo dicho arriba.",
        "explain_ask_gateway": "Búsquelo en la pasarela; si no está, reenvíelo",
        "explain_ask_recipient": "Busque {recipient} en el registro del relay; si no está, reenvíelo",
        "explain_ask_relay": "Busque en el registro del relay el Message-ID {message}; si no está, reenvíelo",
        "explain_clock_skew": "El reloj de {host} y el de la base de datos difieren en {seconds} s: ajuste ambos por NTP.",
        "explain_delivered": "Se entregó el {at}",
        "explain_ended": "Acabó: {reason}",
        "explain_ended_later": "Se envió, y acabó después: {reason}; la respuesta había sido",
        "explain_expired": "No se envió antes de caducar el {at}: la próxima ejecución lo abandona",
        "explain_held": "Está retenido",
        "explain_last_answer": "La última respuesta, al intento {attempt}",
        "explain_lease_of_dead": "Si ese proceso ha muerto, la próxima ejecución en su máquina lo sabe por su diario, y cualquier otra desde entonces",
        "explain_lost": "Su proceso ya no está, y puede que se haya enviado: la próxima ejecución lo resuelve",
        "explain_many_before": "{n} envíos de {site} van antes: la próxima ejecución lo toma; caduca el {expires}",
        "explain_many_before_afterwards": "Cuando eso acabe, {n} envíos de {site} van antes; caduca el {expires}",
        "explain_maybe_arrived": "Puede que haya llegado",
        "explain_next": "Es el siguiente: la próxima ejecución lo toma; caduca el {expires}",
        "explain_next_afterwards": "Cuando eso acabe, es el siguiente; caduca el {expires}",
        "explain_no_relay": "Ningún transporte de {site} está encendido",
        "explain_no_transport": "Ningún transporte de {site} para {channel} está encendido",
        "explain_nobody_sends": "Hay mensajes pendientes desde {since} y ningún agente de envío ha funcionado en seis minutos: revise el crontab o ejecute envoi work.",
        "explain_not_adopted": "Esta base es una copia (se creó en {recorded}, y esta es {found}): no se envía nada desde ella. Si ha de enviar desde ahora, y la otra ya no lo hace, ejecute: envoi adopt",
        "explain_not_due": "No le toca antes del {at}",
        "explain_one_before": "1 envío de {site} va antes: la próxima ejecución lo toma; caduca el {expires}",
        "explain_one_before_afterwards": "Cuando eso acabe, 1 envío de {site} va antes; caduca el {expires}",
        "explain_partitions_missing": "Queda sitio para {n} envíos: envoi migrate crea particiones, o dice qué lo impide.",
        "explain_receipt_awaited": "Se espera su acuse hasta el {until}",
        "explain_receipt_late": "No llegó ningún acuse antes del {until}: no se sabe si llegó",
        "explain_retry_due": "Le toca otro intento desde el {at}",
        "explain_retry_later": "Se vuelve a intentar a partir del {at}",
        "explain_send_again": "«Reenviar» lo envía de nuevo",
        "explain_sending": "Un proceso lo está enviando; su reserva acaba el {until} y se prolonga mientras viva el proceso",
        "explain_sent": "Se envió el {at}",
        "explain_site_disabled": "El envío está apagado para {site}",
        "explain_snapshot_held": "Hay una transacción abierta desde {since} ({who}): hasta que termine no se limpian las filas terminadas y la cola va más lenta.",
        "explain_suppressed": "{recipient} ha pedido a {site} no recibir nada más",
        "explain_transport_failed": "La última sesión del transporte {transport} falló, la próxima ejecución prueba otra",
        "explain_transport_paused": "El transporte {transport} está en pausa hasta el {until}",
        "explain_unsuppress": "En una terminal, envoi suppression remove permite volver a escribirle",
        "factor": "Códigos de un solo uso",
        "factor_begin": "Configurar",
        "factor_code": "Código",
        "factor_disable": "Desactivar",
        "factor_enable": "Activar",
        "factor_intro": "Una aplicación en su teléfono muestra un código que se pide además de la contraseña.",
        "factor_is_on": "Los códigos de un solo uso están activados.",
        "factor_link": "Abrir en la aplicación",
        "factor_secret": "Escriba esta clave en su aplicación, o abra el enlace en el dispositivo que la tiene. Después dé el código que muestra.",
        "factor_wrong": "Ese código no es correcto; compruebe la hora de su dispositivo.",
        "field_address": "Correo electrónico",
        "field_attachment_limit": "Adjuntos de un mensaje, como máximo (MiB)",
        "field_channel": "Canal",
        "field_connections": "Conexiones abiertas como máximo",
        "field_contact": "Formulario de contacto público, cuyos mensajes van a los operadores del sitio",
        "field_country": "País de los números de teléfono nacionales",
        "field_domain": "Dominio",
        "field_enabled": "Puede iniciar sesión",
        "field_events": "Eventos",
        "field_fields": "Campos",
        "field_filter": "Filtro",
        "field_force": "Aunque haya mensajes en espera",
        "field_from": "Remitente",
        "field_helo": "Nombre en EHLO",
        "field_keep": "Los mensajes terminados se guardan",
        "field_language": "Idioma",
        "field_login": "Usuario en el servidor",
        "field_name": "Nombre",
        "field_on_doubt": "Un mensaje que quizá se envió",
        "field_password": "Contraseña",
        "field_position": "Posición",
        "field_preset": "Preajuste",
        "field_rate": "Peticiones por segundo, como máximo",
        "field_recipients": "Destinatarios",
        "field_region": "Región",
        "field_return_path": "Dirección de retorno",
        "field_role": "Rol",
        "field_rows": "Envíos",
        "field_scopes": "Qué permite",
        "field_security": "Cifrado",
        "field_sending": "Enviar: sin esto, los mensajes esperan",
        "field_sites": "Sitios",
        "field_sms_parts": "Partes de un SMS, como máximo",
        "field_state": "Estado",
        "field_subject": "Asunto",
        "field_timezone": "Zona horaria",
        "field_to": "Destinatario",
        "field_transliterate": "Escribir un SMS de forma más sencilla cuando así se acorta",
        "field_url": "URL",
        "field_user": "Usuario",
        "filter": "Filtrar",
        "filter_do": "Mostrar",
        "filter_none": "Todo",
        "findings": "Lo que requiere atención",
        "findings_none": "Nada requiere atención.",
        "forgotten": "Contraseña olvidada",
        "forgotten_do": "Enviar el enlace",
        "forgotten_intro": "Le enviamos un enlace para elegir una nueva.",
        "forgotten_link": "¿Ha olvidado su contraseña?",
        "forgotten_sent": "Si alguien tiene esta dirección aquí, un mensaje con un enlace está en camino. El enlace vale una hora.",
        "key_add": "Crear una clave",
        "key_hint": "Empieza por",
        "key_made": "Creada",
        "key_name": "Para quién",
        "key_new": "Nueva clave de API",
        "key_once": "Cópiela ahora: no se volverá a mostrar.",
        "key_revoke": "Revocar",
        "key_revoked": "revocada",
        "key_use": "Los programas la envían con cada petición:",
        "key_used": "Último uso",
        "keys": "Claves de API",
        "keys_none": "Todavía no hay ninguna clave.",
        "language": "Idioma",
        "language_en": "English",
        "language_es": "Español",
        "language_fr": "Français",
        "last_worker": "Última ejecución de un agente de envío",
        "login": "Iniciar sesión",
        "login_code": "Código de un solo uso",
        "login_code_hint": "Solo si lo ha activado.",
        "login_do": "Entrar",
        "login_needs_code": "Esta cuenta pide un código de un solo uso: escriba de nuevo su contraseña y el código que muestra su aplicación.",
        "login_refused": "La dirección, la contraseña o el código no es correcto.",
        "login_throttled_one": "Demasiados intentos. Inténtelo de nuevo en {n} minuto.",
        "login_throttled_other": "Demasiados intentos. Inténtelo de nuevo en {n} minutos.",
        "logout": "Cerrar sesión",
        "message_blocked": "No se cargan imágenes de fuera y nada se ejecuta.",
        "message_headers": "Cabeceras",
        "message_html": "El mensaje en HTML",
        "message_seen": "El mensaje",
        "message_source": "Código fuente",
        "message_text": "En texto",
        "name": "Nombre",
        "nav": "Menú principal",
        "never": "no en el último día",
        "newest": "Más recientes",
        "newsletter": "Boletín",
        "not_yet": "nunca",
        "older": "Más antiguos",
        "oldest": "Lo que más tiempo espera",
        "oldest_none": "Nada previsto espera.",
        "overview": "Resumen",
        "password": "Contraseña",
        "password_change": "Cambiar la contraseña",
        "password_differs": "Las dos contraseñas no son iguales.",
        "password_hint": "Al menos 10 caracteres; varias palabras se recuerdan mejor.",
        "password_new": "Contraseña nueva",
        "password_old": "Contraseña actual",
        "password_repeated": "Contraseña nueva, otra vez",
        "password_rule": "Esta contraseña no sirve: {rule}.",
        "password_set": "Guardar la contraseña",
        "password_wrong": "Esa no es su contraseña.",
        "preset_chat": "Chats de equipo",
        "preset_email": "Correo",
        "preset_intro": "Elija qué es; los ajustes vienen después.",
        "preset_own": "Su propio servidor",
        "preset_sms": "SMS",
        "profile": "Su cuenta",
        "profile_person": "Usted",
        "queue": "Cola de envío",
        "queue_empty": "No hay envíos así.",
        "queue_none_chosen": "Elija antes los envíos.",
        "queue_rows": "Envíos",
        "queue_shown_one": "{n} envío",
        "queue_shown_other": "{n} envíos, primero los más recientes",
        "reason": "Motivo",
        "reason_bounced": "rebotado",
        "reason_cancelled": "cancelado",
        "reason_complained": "marcado como no deseado",
        "reason_deferred": "aplazado",
        "reason_expired": "caducado",
        "reason_in_doubt": "dudoso",
        "reason_invalid": "no válido",
        "reason_refused": "rechazado",
        "reason_suppressed": "en lista de exclusión",
        "reason_undelivered": "no entregado",
        "requeue": "Reenviar",
        "requeue_do": "Reenviar estos mensajes",
        "resend_errors": "Reenviar errores",
        "role_editor": "Redactor",
        "role_none": "Ninguno",
        "role_operator": "Operador",
        "role_viewer": "Lector",
        "row": "Envío",
        "row_attempts": "Intentos",
        "row_channel": "Canal",
        "row_created": "Creado",
        "row_delivered_at": "Entregado",
        "row_due": "Previsto",
        "row_expires": "Caduca",
        "row_generation": "Generación",
        "row_message": "Mensaje",
        "row_priority": "Prioridad",
        "row_recipient": "Destinatario",
        "row_reference": "Referencia",
        "row_remote_id": "Id en el servidor",
        "row_reply": "Respuesta",
        "row_retry": "Próximo intento",
        "row_sent_at": "Enviado",
        "row_site": "Sitio",
        "row_tags": "Etiquetas",
        "save": "Guardar",
        "scope_admin": "admin: todo en este sitio",
        "scope_read": "read: consultar la cola",
        "scope_send": "send: enviar mensajes",
        "secret_kept": "Hay una guardada, que nunca se muestra. Déjelo vacío para conservarla.",
        "security_none": "Ninguno",
        "security_starttls": "STARTTLS",
        "security_tls": "TLS desde el principio",
        "security_url": "Según la URL: TLS con smtps, si no STARTTLS, ninguno en esta máquina",
        "select": "Elegir el envío",
        "select_all": "Elegir todos los envíos de esta página",
        "selection": "los envíos elegidos",
        "send_pending": "Enviar lo pendiente",
        "show": "Mostrar",
        "since": "Desde",
        "since_hint": "Una fecha como 2026-11-21T14:00 (UTC), o un plazo como 2h o 7d.",
        "site_add": "Añadir un sitio",
        "site_add_intro": "Lo demás tiene buenos valores por defecto y se puede ajustar después.",
        "site_country_hint": "Dos letras, como ES; vacío: los números deben empezar por +.",
        "site_doubt_hint": "Cuando un proceso o un servidor cae en mal momento, nadie sabe si el mensaje salió.",
        "site_doubt_hold": "Retenerlo: como mucho una vez",
        "site_doubt_resend": "Enviarlo otra vez: al menos una vez",
        "site_from_hint": "Nombre y dirección, como Noticias <news@example.org>",
        "site_keep_hint": "Un número y una unidad: 2w (semanas), 90d (días), 36h (horas)",
        "site_language_hint": "Un código de idioma, como es o pt-BR",
        "site_off": "en espera",
        "site_off_warning": "El envío está desactivado en este sitio: sus mensajes esperan.",
        "site_on": "enviando",
        "site_remove": "Eliminar el sitio",
        "site_remove_type": "Escriba el dominio para confirmar",
        "site_remove_warning": "Sus transportes, claves y mensajes, también los terminados, se eliminan con él. No se puede deshacer.",
        "site_return_hint": "Adonde llegan los rebotes",
        "site_settings": "Ajustes",
        "site_state": "Envío",
        "site_timezone_hint": "Un nombre IANA, como Europe/Madrid",
        "sites": "Sitios",
        "sites_none": "No hay ningún sitio que pueda ver.",
        "skip": "Ir al contenido",
        "stage_authenticate": "Autenticación",
        "stage_connect": "Conexión",
        "stage_greeting": "Saludo",
        "stage_hello": "EHLO",
        "stage_resolve": "Resolución del nombre",
        "stage_startTLS": "STARTTLS",
        "stage_tls": "Cifrado",
        "stage_transaction": "Transacción",
        "status": "Estado",
        "status_delivered": "entregado",
        "status_error": "error",
        "status_pending": "pendiente",
        "status_sending": "enviando",
        "status_sent": "enviado",
        "subject": "Asunto o texto",
        "tag": "Etiqueta",
        "test": "Probar la conexión",
        "test_address": "Enviar una prueba a",
        "test_address_hint": "Vacío: solo conectar y autenticar, sin enviar nada.",
        "test_chat": "Se publicará un mensaje breve.",
        "test_connected": "Conectado a {peer}",
        "test_encrypted": "Cifrado con {version}; certificado de {subject}, por {issuer}, hasta {expires}",
        "test_fails": "No funciona",
        "test_login": "Autenticado con {login}",
        "test_note": "Nota",
        "test_number": "Enviar un SMS de prueba a",
        "test_received": "Recibido",
        "test_result": "Resultado",
        "test_sent": "Enviado",
        "test_steps": "Paso a paso",
        "test_webhook": "Se enviará un ping firmado.",
        "test_works": "Funciona",
        "transport": "Transporte",
        "transport_add": "Añadir un transporte",
        "transport_channel": "Canal",
        "transport_fine": "en orden",
        "transport_login_hint": "Vacío: sin autenticación, y la contraseña se olvida.",
        "transport_name_hint": "Cómo lo llama: letras, cifras, puntos y guiones. A un chat se le escribe con este nombre.",
        "transport_off": "desactivado",
        "transport_order": "La posición más baja que esté activa va primero.",
        "transport_paused": "en pausa hasta {time}",
        "transport_remove": "Eliminar el transporte",
        "transport_remove_warning": "Sus ajustes y su contraseña se pierden. Los mensajes irán por otro transporte, si lo hay.",
        "transport_sandbox": "Escribe los correos en archivos y solo se usa mientras no haya otro transporte.",
        "transport_settings": "Ajustes",
        "transport_state": "Estado",
        "transport_switch_off": "Desactivar",
        "transport_switch_on": "Activar",
        "transport_trouble": "incidencia, reintentando",
        "transport_url_hint": "smtps:// para TLS desde el principio, smtp:// para STARTTLS. Usuario y contraseña tienen sus propios campos.",
        "transport_used": "en uso",
        "transport_way": "Adónde lleva",
        "transports": "Transportes",
        "transports_none": "No hay ningún transporte.",
        "undo": "Deshacer",
        "undo_cancel_one": "Se ha cancelado {n} envío.",
        "undo_cancel_other": "Se han cancelado {n} envíos.",
        "undo_requeue_one": "Se va a reenviar {n} envío.",
        "undo_requeue_other": "Se van a reenviar {n} envíos.",
        "until": "Hasta",
        "user_add": "Añadir un usuario",
        "user_add_do": "Añadir e invitar",
        "user_add_intro": "Recibirá un correo con un enlace para definir su contraseña, válido tres días.",
        "user_everywhere": "Todos los sitios y la instalación",
        "user_factor_off": "No pedir más códigos de un solo uso",
        "user_has_factor": "con códigos de un solo uso",
        "user_invite": "Enviar un enlace para una contraseña nueva",
        "user_invite_again": "Enviar de nuevo la invitación",
        "user_invited": "invitado",
        "user_last_login": "Último acceso",
        "user_off": "no puede entrar",
        "user_on": "activo",
        "user_remove": "Eliminar el usuario",
        "user_remove_warning": "Se cierra su sesión de inmediato. Lo que hizo queda en la auditoría.",
        "user_roles": "Roles",
        "user_roles_hint": "Un lector consulta; un redactor también escribe y envía; un operador hace todo. Cuenta el mayor entre el rol general y el del sitio.",
        "user_settings": "Ajustes",
        "user_state": "Estado",
        "users": "Usuarios",
        "webhook_add": "Añadir un webhook",
        "webhook_event_delivered": "entregado: ha llegado un acuse de recibo",
        "webhook_event_error": "error: el fallo es definitivo",
        "webhook_event_sent": "enviado: el servidor o la pasarela lo ha aceptado",
        "webhook_history": "Historial",
        "webhook_name_hint": "Cómo lo llama: letras, cifras, puntos y guiones.",
        "webhook_off_hint": "De lo que pasa mientras está desactivado no se avisa nunca.",
        "webhook_remove": "Eliminar el webhook",
        "webhook_remove_warning": "Su URL y su secreto se pierden, y los avisos que aún esperan se cancelan.",
        "webhook_rows": "Sus avisos",
        "webhook_secret": "Secreto del webhook",
        "webhook_secret_make": "Crear un secreto nuevo",
        "webhook_secret_once": "Cópielo ahora: no se volverá a mostrar.",
        "webhook_secret_overlap": "Tras un secreto nuevo, el anterior también firma durante un día.",
        "webhook_secret_use": "Con él su programa comprueba que un aviso viene de aquí (Standard Webhooks).",
        "webhook_url_hint": "Empieza por https:// y es pública; una dirección privada solo se puede dar con la orden envoi webhook.",
        "webhook_url_kept": "La actual no se muestra nunca. Déjelo vacío para conservarla.",
        "webhooks": "Webhooks",
        "webhooks_intro": "Programas a los que se avisa, con llamadas firmadas, de lo que pasa con los mensajes.",
        "webhooks_none": "Todavía no hay ningún webhook.",
        "welcome": "Elija su contraseña",
        "welcome_expired": "Este enlace ya se usó o es demasiado antiguo. Pida otro con «¿Ha olvidado su contraseña?».",
        "welcome_intro": "Con ella iniciará sesión a partir de ahora.",
        "whole_filter": "todo lo que encuentra el filtro",
        "why": "Por qué está así",
        "zone": "Las horas están en"
      }

      """##,
    "forgotten.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.forgotten}}{{/title}}
      {{$main}}
      <div class="narrow">
      <h1>{{l.forgotten}}</h1>
      {{#page.isSent}}<p role="status">{{l.forgotten_sent}}</p>{{/page.isSent}}
      {{^page.isSent}}
      <p>{{l.forgotten_intro}}</p>
      <form method="post" action="{{base}}/admin/password">
      <input type="hidden" name="token" value="{{token}}">
      <p><label for="address">{{l.address}}</label><input id="address" name="address" type="email" autocomplete="username" required></p>
      <p><button>{{l.forgotten_do}}</button></p>
      </form>
      {{/page.isSent}}
      <p><a href="{{base}}/admin/login">{{l.login}}</a></p>
      </div>
      {{/main}}
      {{/layout}}

      """##,
    "fr.json": ##"""
      {
        "actions": "Actions",
        "address": "Adresse électronique",
        "any": "Tous",
        "apply_to": "Appliquer à",
        "audit": "Journal",
        "audit_all": "Tous",
        "audit_detail": "Détails",
        "audit_gone": "site {id}, supprimé",
        "audit_installation": "Installation",
        "audit_installation.adopt": "Base de données reprise",
        "audit_key.add": "Clé d’API créée",
        "audit_key.revoke": "Clé d’API révoquée",
        "audit_message.send": "Message mis en file d’envoi",
        "audit_message.test": "Test d’un message envoyé",
        "audit_none": "Rien n’a encore été modifié.",
        "audit_older": "Modifications plus anciennes",
        "audit_queue.cancel": "Envois annulés",
        "audit_queue.purge": "Anciens envois supprimés",
        "audit_queue.requeue": "Envois relancés",
        "audit_queue.send": "Envois en attente lancés",
        "audit_queue.undo": "Action annulée",
        "audit_site": "Site",
        "audit_site.add": "Site ajouté",
        "audit_site.remove": "Site supprimé",
        "audit_site.set": "Site modifié",
        "audit_time": "Date",
        "audit_suppression.add": "Numéro désinscrit",
        "audit_suppression.remove": "Numéro de nouveau joignable",
        "audit_transport.add": "Transport ajouté",
        "audit_transport.remove": "Transport supprimé",
        "audit_transport.set": "Transport modifié",
        "audit_transport.test": "Transport testé",
        "audit_user.add": "Utilisateur ajouté",
        "audit_user.factor": "Codes à usage unique modifiés",
        "audit_user.invite": "Utilisateur invité",
        "audit_user.link": "Lien pour un mot de passe créé",
        "audit_user.login": "Connexion",
        "audit_user.password": "Mot de passe défini",
        "audit_user.remove": "Utilisateur supprimé",
        "audit_user.set": "Utilisateur modifié",
        "audit_webhook.add": "Webhook ajouté",
        "audit_webhook.remove": "Webhook supprimé",
        "audit_webhook.secret": "Secret du webhook renouvelé",
        "audit_webhook.set": "Webhook modifié",
        "audit_webhook.test": "Webhook testé",
        "audit_what": "Quoi",
        "audit_who": "Qui",
        "back": "Retour",
        "cancel": "Annuler l’envoi",
        "cancel_do": "Annuler ces envois",
        "channel_chat": "Messagerie d’équipe",
        "channel_email": "E-mail",
        "channel_sms": "SMS",
        "channel_webhook": "Webhook",
        "chart": "Envois par minute",
        "chart_hours": "ces trois dernières heures (UTC)",
        "chart_most": "maximum : {n} par minute",
        "chart_none": "Rien ne s’est passé ces trois dernières heures.",
        "chart_put_in": "créés",
        "colon": " : ",
        "compose": "Écrire",
        "compose_channel": "Par",
        "compose_chats": "Salons",
        "compose_choose": "Choisir",
        "compose_cost": "Coût",
        "compose_do_preview": "Aperçu",
        "compose_do_send": "Envoyer",
        "compose_do_test": "Envoyer un test",
        "compose_encoding": "Encodage",
        "compose_files": "Pièces jointes",
        "compose_files_again": "Choisissez de nouveau vos pièces jointes : le navigateur ne les garde pas quand la page est affichée à nouveau.",
        "compose_files_hint": "Au total, au plus",
        "compose_from": "De",
        "compose_html": "HTML",
        "compose_html_hint": "Facultatif. Qui ne peut pas le lire reçoit le texte.",
        "compose_name_missing": "{recipient} n’a pas de nom, et {{name}} en demande un : écrivez Nom <{recipient}>, ou mettez {{#name}} … {{/name}} autour des mots qui en ont besoin.",
        "compose_no_names": "Ici les destinataires n’ont pas de nom : retirez {{name}}, ou mettez {{#name}} … {{/name}} autour des mots qui en ont besoin.",
        "compose_no_subject": "Il n’y a pas d’objet.",
        "compose_no_text": "Il n’y a pas de texte : certaines personnes ne peuvent pas lire le HTML, et les filtres préfèrent les messages qui ont les deux.",
        "compose_parts": "Parties",
        "compose_plainer": "Simplifié pour être plus court : {changes}",
        "compose_preview": "Tel que le reçoit le premier destinataire",
        "compose_remote": "Les images d’autres serveurs ne sont pas affichées ici, et beaucoup de destinataires ne les voient pas non plus.",
        "compose_reply_to": "Répondre à",
        "compose_reply_to_hint": "Où vont les réponses ; vide : à l’expéditeur.",
        "compose_send_at": "Envoyer le",
        "compose_send_at_hint": "Vide : tout de suite. Fuseau horaire :",
        "compose_sent_before": "Ce formulaire a déjà été envoyé, avec un autre texte. Envoyez-le de nouveau si vous voulez un autre message.",
        "compose_show_html": "Afficher le HTML",
        "compose_site": "Site",
        "compose_sms": "SMS, un par destinataire",
        "compose_subject": "Objet",
        "compose_test": "Test à",
        "compose_tested": "Un test est en route vers {recipient}.",
        "compose_text": "Texte",
        "compose_text_hint": "{{name}} devient le nom du destinataire.",
        "compose_to": "À",
        "compose_to_hint": "ann@example.org ou Ann <ann@example.org> ; un par ligne, ou séparés par des virgules, 50 au plus. Chacun reçoit son propre message.",
        "compose_to_hint_sms": "+33612345678 ; un par ligne, ou séparés par des virgules, 50 au plus.",
        "compose_unknown": "{names} n’a pas de valeur ici : dans un message écrit sur cette page, seul {{name}} est rempli.",
        "confirm_cancel": "Annuler des envois",
        "confirm_none": "Il n’y a plus rien de tel.",
        "confirm_reasons": "Les envois annulés, exclus ou incertains en font partie : choisissez une raison dans le filtre pour n’en prendre que certains.",
        "confirm_repeat": "Certains ont déjà été envoyés : leurs destinataires recevront le message une deuxième fois.",
        "confirm_requeue": "Renvoyer des messages",
        "contact": "Contact",
        "contact_address_hint": "Pour que l’on puisse vous répondre.",
        "contact_closed": "Pas pour l’instant",
        "contact_closed_text": "Personne ne pourrait lire votre message ici pour le moment. Merci de réessayer plus tard.",
        "contact_do": "Envoyer",
        "contact_honey": "Laissez ce champ vide",
        "contact_message": "Message",
        "contact_thanks": "Merci",
        "contact_thanks_text": "Votre message est en route.",
        "contact_throttled": "Trop de messages",
        "contact_throttled_text": "Trop de messages sont arrivés depuis une heure, le vôtre n’a donc pas été pris. Merci de réessayer plus tard.",
        "count_about": "environ {n}",
        "counts": "Envois par état",
        "done_factor_off": "Les codes à usage unique sont désactivés.",
        "done_factor_on": "Les codes à usage unique sont activés.",
        "done_key_revoked": "La clé n’ouvre plus rien.",
        "done_logout": "Vous êtes déconnecté.",
        "done_password": "Votre mot de passe est enregistré. Connectez-vous avec lui.",
        "done_queued_one": "Votre message est dans la file d’envoi.",
        "done_queued_other": "Votre message à {n} destinataires est dans la file d’envoi ; voici le premier.",
        "done_saved": "Enregistré.",
        "done_send": "Les envois en attente sont en route.",
        "done_site_added": "Le site est créé. Ses mails vont dans un bac à sable tant qu’il n’a pas d’autre transport.",
        "done_site_removed": "Le site est supprimé.",
        "done_transport_added": "Le transport est ajouté. Testez-le avant de compter dessus.",
        "done_transport_off": "Le transport est désactivé. Ce qui passait par là attend, sauf s’il y en a un autre.",
        "done_transport_on": "Le transport est activé.",
        "done_transport_removed": "Le transport est supprimé.",
        "done_undo_late": "Il était trop tard pour revenir en arrière.",
        "done_undo_one": "Action annulée pour {n} envoi.",
        "done_undo_other": "Action annulée pour {n} envois.",
        "done_user_added": "L’utilisateur est ajouté ; une invitation lui est envoyée par mail.",
        "done_user_invited": "Un mail avec un nouveau lien est en route.",
        "done_user_removed": "L’utilisateur est supprimé.",
        "done_webhook_off": "Le webhook est désactivé. Ce qui se passe entre-temps ne sera jamais signalé.",
        "done_webhook_on": "Le webhook est activé.",
        "done_webhook_removed": "Le webhook est supprimé.",
        "error_400": "Demande incompréhensible",
        "error_401": "Connectez-vous d’abord",
        "error_403": "Vous n’avez pas le droit de faire cela",
        "error_404": "Cette page n’existe pas",
        "error_405": "Cela ne peut pas se faire ici",
        "error_406": "Impossible dans la forme demandée",
        "error_409": "Cela a changé entre-temps",
        "error_413": "C’est trop à la fois",
        "error_415": "Ce type de contenu n’est pas accepté",
        "error_422": "Quelque chose ne va pas",
        "error_429": "Trop d’essais",
        "error_500": "Une erreur s’est produite ici",
        "error_503": "Impossible pour le moment ; réessayez dans un instant",
        "error_back": "Retour à la vue d’ensemble",
        "error_session": "Vous n’êtes plus connecté.",
        "error_stale_form": "Ce formulaire n’est plus valable. Revenez en arrière, rechargez la page et envoyez-le de nouveau.",
        "event_actor": "Par qui",
        "event_at": "Quand",
        "event_attempt": "Tentative",
        "event_kind": "Quoi",
        "event_kind_delivered": "Remis",
        "event_kind_lapsed": "Processus perdu",
        "event_kind_receipt_accepted": "Accusé : accepté",
        "event_kind_receipt_buffered": "Accusé : en attente",
        "event_kind_receipt_delivered": "Accusé : remis",
        "event_kind_receipt_expired": "Accusé : expiré",
        "event_kind_receipt_failed": "Accusé : échec",
        "event_kind_receipt_rejected": "Accusé : rejeté",
        "event_kind_requeued": "Renvoyé",
        "event_kind_sent": "Envoyé",
        "events": "Ce qui s’est passé",
        "events_none": "Rien d’autre que ce qui est dit plus haut.",
        "explain_ask_gateway": "Cherchez-le chez la passerelle ; s’il n’y est pas, renvoyez-le",
        "explain_ask_recipient": "Cherchez {recipient} dans le journal du relais ; s’il n’y est pas, renvoyez-le",
        "explain_ask_relay": "Cherchez dans le journal du relais le Message-ID {message} ; s’il n’y est pas, renvoyez-le",
        "explain_clock_skew": "L’horloge de {host} et celle de la base diffèrent de {seconds} s : réglez les deux par NTP.",
        "explain_delivered": "Remis le {at}",
        "explain_ended": "Fin : {reason}",
        "explain_ended_later": "Il a été envoyé, et a fini plus tard : {reason} ; la réponse avait été",
        "explain_expired": "Il n’est pas parti avant d’expirer le {at} : la prochaine exécution l’abandonne",
        "explain_held": "Il est retenu",
        "explain_last_answer": "La dernière réponse, à l’essai {attempt}",
        "explain_lease_of_dead": "Si ce processus est mort, la prochaine exécution sur sa machine le sait par son journal, et toute autre à partir de ce moment",
        "explain_lost": "Son processus a disparu, et il est peut-être parti : la prochaine exécution en décide",
        "explain_many_before": "{n} envois de {site} passent avant : la prochaine exécution le prend ; il expire le {expires}",
        "explain_many_before_afterwards": "Ensuite, {n} envois de {site} passent avant ; il expire le {expires}",
        "explain_maybe_arrived": "Il est peut-être arrivé",
        "explain_next": "Il est le prochain : la prochaine exécution le prend ; il expire le {expires}",
        "explain_next_afterwards": "Ensuite, il est le prochain ; il expire le {expires}",
        "explain_no_relay": "Aucun transport de {site} n’est en service",
        "explain_no_transport": "Aucun transport de {site} pour {channel} n’est en service",
        "explain_nobody_sends": "Des messages sont dus depuis le {since} et aucun agent d’envoi n’a tourné depuis six minutes : vérifiez le crontab ou lancez envoi work.",
        "explain_not_adopted": "Cette base est une copie (elle a été créée dans {recorded}, et ceci est {found}) : rien n’en est envoyé. Si c’est elle qui doit envoyer désormais, et que l’autre ne le fait plus, lancez : envoi adopt",
        "explain_not_due": "Il n’est pas dû avant le {at}",
        "explain_one_before": "1 envoi de {site} passe avant : la prochaine exécution le prend ; il expire le {expires}",
        "explain_one_before_afterwards": "Ensuite, 1 envoi de {site} passe avant ; il expire le {expires}",
        "explain_partitions_missing": "Il reste de la place pour {n} envois : envoi migrate crée des partitions, ou dit ce qui l’en empêche.",
        "explain_receipt_awaited": "Son accusé est attendu jusqu’au {until}",
        "explain_receipt_late": "Aucun accusé n’est venu avant le {until} : on ne sait pas si le message est arrivé",
        "explain_retry_due": "Un nouvel essai est dû depuis le {at}",
        "explain_retry_later": "Nouvel essai à partir du {at}",
        "explain_send_again": "« Renvoyer » l’envoie à nouveau",
        "explain_sending": "Un processus l’envoie ; son bail finit le {until}, et se prolonge tant que le processus vit",
        "explain_sent": "Envoyé le {at}",
        "explain_site_disabled": "L’envoi est arrêté pour {site}",
        "explain_snapshot_held": "Une transaction est ouverte depuis le {since} ({who}) : tant qu’elle dure, les lignes finies restent et la file ralentit.",
        "explain_suppressed": "{recipient} a demandé à {site} de ne plus rien recevoir",
        "explain_transport_failed": "La dernière session du transport {transport} a échoué, la prochaine exécution en essaie une autre",
        "explain_transport_paused": "Le transport {transport} est en pause jusqu’au {until}",
        "explain_unsuppress": "Dans un terminal, envoi suppression remove permet de lui écrire à nouveau",
        "factor": "Codes à usage unique",
        "factor_begin": "Configurer",
        "factor_code": "Code",
        "factor_disable": "Désactiver",
        "factor_enable": "Activer",
        "factor_intro": "Une application sur votre téléphone affiche un code, demandé en plus du mot de passe.",
        "factor_is_on": "Les codes à usage unique sont activés.",
        "factor_link": "Ouvrir dans l’application",
        "factor_secret": "Saisissez cette clé dans votre application, ou ouvrez le lien sur l’appareil où elle se trouve. Donnez ensuite le code affiché.",
        "factor_wrong": "Ce code n’est pas juste ; vérifiez l’heure de votre appareil.",
        "field_address": "Adresse e-mail",
        "field_attachment_limit": "Pièces jointes d’un message, au plus (Mio)",
        "field_channel": "Canal",
        "field_connections": "Connexions ouvertes au plus",
        "field_contact": "Formulaire de contact public, dont les messages vont aux opérateurs du site",
        "field_country": "Pays des numéros de téléphone nationaux",
        "field_domain": "Domaine",
        "field_enabled": "Peut se connecter",
        "field_events": "Événements",
        "field_fields": "Champs",
        "field_filter": "Filtre",
        "field_force": "Même si des messages attendent",
        "field_from": "Expéditeur",
        "field_helo": "Nom annoncé dans EHLO",
        "field_keep": "Conservation des messages terminés",
        "field_language": "Langue",
        "field_login": "Nom d’utilisateur au relais",
        "field_name": "Nom",
        "field_on_doubt": "Un message peut-être déjà envoyé",
        "field_password": "Mot de passe",
        "field_position": "Position",
        "field_preset": "Préréglage",
        "field_rate": "Requêtes par seconde, au plus",
        "field_recipients": "Destinataires",
        "field_region": "Région",
        "field_return_path": "Adresse de retour",
        "field_role": "Rôle",
        "field_rows": "Envois",
        "field_scopes": "Ce qu’elle permet",
        "field_security": "Chiffrement",
        "field_sending": "Envoyer : sinon, les messages attendent",
        "field_sites": "Sites",
        "field_sms_parts": "Segments d’un SMS, au plus",
        "field_state": "État",
        "field_subject": "Objet",
        "field_timezone": "Fuseau horaire",
        "field_to": "Destinataire",
        "field_transliterate": "Simplifier l’écriture d’un SMS quand cela le raccourcit",
        "field_url": "URL",
        "field_user": "Utilisateur",
        "filter": "Filtrer",
        "filter_do": "Afficher",
        "filter_none": "Tout",
        "findings": "À surveiller",
        "findings_none": "Rien à signaler.",
        "forgotten": "Mot de passe oublié",
        "forgotten_do": "Envoyer le lien",
        "forgotten_intro": "Nous vous envoyons un lien pour en choisir un nouveau.",
        "forgotten_link": "Mot de passe oublié ?",
        "forgotten_sent": "Si quelqu’un a cette adresse ici, un message avec un lien est en route. Le lien est valable une heure.",
        "key_add": "Créer une clé",
        "key_hint": "Commence par",
        "key_made": "Créée",
        "key_name": "Pour qui",
        "key_new": "Nouvelle clé d’API",
        "key_once": "Copiez-la maintenant : elle ne sera plus affichée.",
        "key_revoke": "Révoquer",
        "key_revoked": "révoquée",
        "key_use": "Les programmes l’envoient avec chaque requête :",
        "key_used": "Dernière utilisation",
        "keys": "Clés d’API",
        "keys_none": "Il n’y a pas encore de clé.",
        "language": "Langue",
        "language_en": "English",
        "language_es": "Español",
        "language_fr": "Français",
        "last_worker": "Dernier passage d’un agent d’envoi",
        "login": "Connexion",
        "login_code": "Code à usage unique",
        "login_code_hint": "Seulement si vous l’avez activé.",
        "login_do": "Se connecter",
        "login_needs_code": "Ce compte demande un code à usage unique : saisissez de nouveau votre mot de passe, et le code affiché par votre application.",
        "login_refused": "L’adresse, le mot de passe ou le code est faux.",
        "login_throttled_one": "Trop d’essais. Réessayez dans {n} minute.",
        "login_throttled_other": "Trop d’essais. Réessayez dans {n} minutes.",
        "logout": "Se déconnecter",
        "message_blocked": "Les images distantes ne sont pas chargées et rien ne s’y exécute.",
        "message_headers": "En-têtes",
        "message_html": "Le message en HTML",
        "message_seen": "Le message",
        "message_source": "Source",
        "message_text": "En texte",
        "name": "Nom",
        "nav": "Menu principal",
        "never": "pas depuis un jour",
        "newest": "Les plus récents",
        "newsletter": "Lettre d’information",
        "not_yet": "jamais",
        "older": "Plus anciens",
        "oldest": "En attente depuis le plus longtemps",
        "oldest_none": "Rien de prévu n’attend.",
        "overview": "Vue d’ensemble",
        "password": "Mot de passe",
        "password_change": "Changer de mot de passe",
        "password_differs": "Les deux mots de passe diffèrent.",
        "password_hint": "Au moins 10 caractères ; plusieurs mots se retiennent mieux.",
        "password_new": "Nouveau mot de passe",
        "password_old": "Mot de passe actuel",
        "password_repeated": "Nouveau mot de passe, encore une fois",
        "password_rule": "Ce mot de passe ne convient pas : {rule}.",
        "password_set": "Enregistrer le mot de passe",
        "password_wrong": "Ce n’est pas votre mot de passe.",
        "preset_chat": "Messageries d’équipe",
        "preset_email": "Mail",
        "preset_intro": "Choisissez de quoi il s’agit ; les réglages suivent.",
        "preset_own": "Votre propre relais",
        "preset_sms": "SMS",
        "profile": "Votre compte",
        "profile_person": "Vous",
        "queue": "File d’envoi",
        "queue_empty": "Aucun envoi de ce genre.",
        "queue_none_chosen": "Choisissez d’abord des envois.",
        "queue_rows": "Envois",
        "queue_shown_one": "{n} envoi",
        "queue_shown_other": "{n} envois, les plus récents d’abord",
        "reason": "Raison",
        "reason_bounced": "rejeté après coup",
        "reason_cancelled": "annulé",
        "reason_complained": "signalé comme indésirable",
        "reason_deferred": "différé",
        "reason_expired": "expiré",
        "reason_in_doubt": "incertain",
        "reason_invalid": "non valable",
        "reason_refused": "refusé",
        "reason_suppressed": "sur liste d’exclusion",
        "reason_undelivered": "non distribué",
        "requeue": "Renvoyer",
        "requeue_do": "Renvoyer ces messages",
        "resend_errors": "Renvoyer les erreurs",
        "role_editor": "Rédacteur",
        "role_none": "Aucun",
        "role_operator": "Opérateur",
        "role_viewer": "Lecteur",
        "row": "Envoi",
        "row_attempts": "Essais",
        "row_channel": "Canal",
        "row_created": "Créé",
        "row_delivered_at": "Distribué",
        "row_due": "Prévu",
        "row_expires": "Expire",
        "row_generation": "Génération",
        "row_message": "Message",
        "row_priority": "Priorité",
        "row_recipient": "Destinataire",
        "row_reference": "Référence",
        "row_remote_id": "Identifiant chez le relais",
        "row_reply": "Réponse",
        "row_retry": "Prochain essai",
        "row_sent_at": "Envoyé",
        "row_site": "Site",
        "row_tags": "Étiquettes",
        "save": "Enregistrer",
        "scope_admin": "admin : tout pour ce site",
        "scope_read": "read : consulter la file",
        "scope_send": "send : déposer des messages",
        "secret_kept": "Il y en a un, jamais affiché. Laissez vide pour le garder.",
        "security_none": "Aucun",
        "security_starttls": "STARTTLS",
        "security_tls": "TLS dès le début",
        "security_url": "Selon l’URL : TLS pour smtps, sinon STARTTLS, aucun sur cette machine",
        "select": "Choisir l’envoi",
        "select_all": "Choisir tous les envois de cette page",
        "selection": "les envois choisis",
        "send_pending": "Envoyer ce qui attend",
        "show": "Afficher",
        "since": "Depuis",
        "since_hint": "Une date comme 2026-11-21T14:00 (UTC), ou une durée comme 2h ou 7d.",
        "site_add": "Ajouter un site",
        "site_add_intro": "Le reste a de bonnes valeurs par défaut, à ajuster ensuite.",
        "site_country_hint": "Deux lettres, comme FR ; vide : les numéros doivent commencer par +.",
        "site_doubt_hint": "Quand un processus ou un relais s’arrête au mauvais moment, personne ne sait si le message est parti.",
        "site_doubt_hold": "Le retenir : au plus une fois",
        "site_doubt_resend": "Le renvoyer : au moins une fois",
        "site_from_hint": "Nom et adresse, comme Actualités <news@example.org>",
        "site_keep_hint": "Un nombre et une unité : 2w (semaines), 90d (jours), 36h (heures)",
        "site_language_hint": "Un code de langue, comme fr ou pt-BR",
        "site_off": "en attente",
        "site_off_warning": "L’envoi est désactivé pour ce site : ses messages attendent.",
        "site_on": "envoi actif",
        "site_remove": "Supprimer le site",
        "site_remove_type": "Tapez le domaine pour confirmer",
        "site_remove_warning": "Ses transports, ses clés et ses messages, même terminés, sont supprimés avec lui. C’est irréversible.",
        "site_return_hint": "Où arrivent les retours d’erreur",
        "site_settings": "Réglages",
        "site_state": "Envoi",
        "site_timezone_hint": "Un nom IANA, comme Europe/Paris",
        "sites": "Sites",
        "sites_none": "Il n’y a aucun site que vous puissiez voir.",
        "skip": "Aller au contenu",
        "stage_authenticate": "Authentification",
        "stage_connect": "Connexion",
        "stage_greeting": "Message d’accueil",
        "stage_hello": "EHLO",
        "stage_resolve": "Résolution du nom",
        "stage_startTLS": "STARTTLS",
        "stage_tls": "Chiffrement",
        "stage_transaction": "Transaction",
        "status": "État",
        "status_delivered": "distribué",
        "status_error": "erreur",
        "status_pending": "en attente",
        "status_sending": "en cours",
        "status_sent": "envoyé",
        "subject": "Objet ou texte",
        "tag": "Étiquette",
        "test": "Tester la connexion",
        "test_address": "Envoyer un essai à",
        "test_address_hint": "Vide : se connecter et s’authentifier seulement, sans rien envoyer.",
        "test_chat": "Un court message sera publié.",
        "test_connected": "Connecté à {peer}",
        "test_encrypted": "Chiffré avec {version} ; certificat de {subject}, par {issuer}, jusqu’au {expires}",
        "test_fails": "Cela ne fonctionne pas",
        "test_login": "Authentifié par {login}",
        "test_note": "Note",
        "test_number": "Envoyer un SMS d’essai au",
        "test_received": "Reçu",
        "test_result": "Résultat",
        "test_sent": "Envoyé",
        "test_steps": "Étape par étape",
        "test_webhook": "Un ping signé sera envoyé.",
        "test_works": "Cela fonctionne",
        "transport": "Transport",
        "transport_add": "Ajouter un transport",
        "transport_channel": "Canal",
        "transport_fine": "en ordre",
        "transport_login_hint": "Vide : pas d’authentification, et le mot de passe est oublié.",
        "transport_name_hint": "Le nom que vous lui donnez : lettres, chiffres, points et tirets. On écrit à un chat sous ce nom.",
        "transport_off": "désactivé",
        "transport_order": "La position la plus basse, si elle est active, passe en premier.",
        "transport_paused": "en pause jusqu’à {time}",
        "transport_remove": "Supprimer le transport",
        "transport_remove_warning": "Ses réglages et son mot de passe seront perdus. Les messages passeront ailleurs, s’il y a un autre transport.",
        "transport_sandbox": "Il écrit les mails dans des fichiers et ne sert que s’il n’y a pas d’autre transport.",
        "transport_settings": "Réglages",
        "transport_state": "État",
        "transport_switch_off": "Désactiver",
        "transport_switch_on": "Activer",
        "transport_trouble": "incident, nouvel essai en cours",
        "transport_url_hint": "smtps:// pour TLS dès le début, smtp:// pour STARTTLS. Nom d’utilisateur et mot de passe ont leurs propres champs.",
        "transport_used": "utilisé",
        "transport_way": "Destination",
        "transports": "Transports",
        "transports_none": "Il n’y a aucun transport.",
        "undo": "Annuler l’action",
        "undo_cancel_one": "{n} envoi a été annulé.",
        "undo_cancel_other": "{n} envois ont été annulés.",
        "undo_requeue_one": "{n} envoi va être renvoyé.",
        "undo_requeue_other": "{n} envois vont être renvoyés.",
        "until": "Jusqu’à",
        "user_add": "Ajouter un utilisateur",
        "user_add_do": "Ajouter et inviter",
        "user_add_intro": "La personne reçoit un mail avec un lien pour définir son mot de passe, valable trois jours.",
        "user_everywhere": "Tous les sites et l’installation",
        "user_factor_off": "Ne plus demander de codes à usage unique",
        "user_has_factor": "avec codes à usage unique",
        "user_invite": "Envoyer un lien pour un nouveau mot de passe",
        "user_invite_again": "Renvoyer l’invitation",
        "user_invited": "invité",
        "user_last_login": "Dernière connexion",
        "user_off": "ne peut pas se connecter",
        "user_on": "actif",
        "user_remove": "Supprimer l’utilisateur",
        "user_remove_warning": "La personne est déconnectée aussitôt. Ce qu’elle a fait reste dans le journal.",
        "user_roles": "Rôles",
        "user_roles_hint": "Un lecteur consulte ; un rédacteur écrit et envoie aussi ; un opérateur fait tout. Le plus élevé du rôle général et du rôle du site compte.",
        "user_settings": "Réglages",
        "user_state": "État",
        "users": "Utilisateurs",
        "webhook_add": "Ajouter un webhook",
        "webhook_event_delivered": "distribué : un accusé de réception est arrivé",
        "webhook_event_error": "erreur : l’échec est définitif",
        "webhook_event_sent": "envoyé : le relais ou la passerelle l’a accepté",
        "webhook_history": "Historique",
        "webhook_name_hint": "Le nom que vous lui donnez : lettres, chiffres, points et tirets.",
        "webhook_off_hint": "Ce qui se passe pendant qu’il est désactivé n’est jamais signalé.",
        "webhook_remove": "Supprimer le webhook",
        "webhook_remove_warning": "Son URL et son secret seront perdus, et ce qui devait encore lui être signalé sera annulé.",
        "webhook_rows": "Ses notifications",
        "webhook_secret": "Secret du webhook",
        "webhook_secret_make": "Créer un nouveau secret",
        "webhook_secret_once": "Copiez-le maintenant : il ne sera plus affiché.",
        "webhook_secret_overlap": "Après un nouveau secret, l’ancien signe encore pendant un jour.",
        "webhook_secret_use": "Votre programme s’en sert pour vérifier qu’un appel vient bien d’ici (Standard Webhooks).",
        "webhook_url_hint": "Elle commence par https:// et est publique ; une adresse privée ne se donne qu’avec la commande envoi webhook.",
        "webhook_url_kept": "L’URL actuelle n’est jamais affichée. Laissez vide pour la garder.",
        "webhooks": "Webhooks",
        "webhooks_intro": "Programmes prévenus du sort des messages, par des appels signés.",
        "webhooks_none": "Il n’y a pas encore de webhook.",
        "welcome": "Choisissez votre mot de passe",
        "welcome_expired": "Ce lien a déjà servi ou est trop ancien. Demandez-en un autre avec « Mot de passe oublié ? ».",
        "welcome_intro": "Il vous servira à vous connecter désormais.",
        "whole_filter": "tout ce que le filtre trouve",
        "why": "Pourquoi il en est ainsi",
        "zone": "Les heures sont en"
      }

      """##,
    "key.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.key_new}}{{/title}}
      {{$main}}
      <h1>{{l.key_new}}{{l.colon}}{{page.keyName}}</h1>
      <p class="warning" role="status">{{l.key_once}}</p>
      <p><code class="secret">{{page.key}}</code></p>
      <p>{{l.key_use}}</p>
      <pre>Authorization: Bearer {{page.key}}</pre>
      <p><a class="button quiet" href="{{base}}/admin/sites/{{page.domain}}">{{page.domain}}</a></p>
      {{/main}}
      {{/layout}}

      """##,
    "layout.mustache": ##"""
      <!doctype html>
      <html lang="{{lang}}">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>{{$title}}{{/title}} – Envoi</title>
      <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M1 3h14v10H1z' fill='%230b5fa5'/%3E%3Cpath d='M1 3l7 6 7-6' fill='none' stroke='%23fff' stroke-width='1.5'/%3E%3C/svg%3E">
      <link rel="stylesheet" href="{{base}}{{style}}">
      <script src="{{base}}{{script}}" defer></script>
      </head>
      <body>
      <a class="skip" href="#main">{{l.skip}}</a>
      {{#user}}
      <header class="top">
      <a class="brand" href="{{base}}/admin">Envoi</a>
      <nav aria-label="{{l.nav}}">
      <ul>
      {{#nav}}<li><a href="{{base}}{{path}}"{{#isCurrent}} aria-current="page"{{/isCurrent}}>{{label}}</a></li>
      {{/nav}}</ul>
      </nav>
      <div class="who">
      <a href="{{base}}/admin/profile">{{name}}</a>
      <form method="post" action="{{base}}/admin/logout"><input type="hidden" name="token" value="{{token}}"><button class="link">{{l.logout}}</button></form>
      </div>
      </header>
      {{/user}}
      <main id="main" tabindex="-1">
      {{#notice}}<p class="notice" role="status">{{notice}}</p>{{/notice}}
      {{$main}}{{/main}}
      </main>
      </body>
      </html>

      """##,
    "login.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.login}}{{/title}}
      {{$main}}
      <div class="narrow">
      <h1>{{l.login}}</h1>
      {{#page.problem}}<p class="problem" role="alert">{{.}}</p>{{/page.problem}}
      <form method="post" action="{{base}}/admin/login">
      <input type="hidden" name="token" value="{{token}}">
      <input type="hidden" name="next" value="{{page.next}}">
      <p><label for="address">{{l.address}}</label><input id="address" name="address" type="email" autocomplete="username" value="{{page.address}}" required></p>
      <p><label for="password">{{l.password}}</label><input id="password" name="password" type="password" autocomplete="current-password" required></p>
      <p><label for="code">{{l.login_code}}</label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" aria-describedby="code-hint"><small id="code-hint">{{l.login_code_hint}}</small></p>
      <p><button>{{l.login_do}}</button></p>
      </form>
      <p><a href="{{base}}/admin/password">{{l.forgotten_link}}</a></p>
      </div>
      {{/main}}
      {{/layout}}

      """##,
    "openapi.json": ##"""
      {
        "openapi": "3.1.0",
        "info": {
          "title": "Envoi",
          "version": "1",
          "summary": "A send queue: messages in, and what became of each recipient.",
          "description": "The same queue, functions and rules as the command `envoi`. A key, of one site, is made by `envoi key add`.",
          "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
        },
        "servers": [{"url": "/v1"}],
        "security": [{"key": []}],
        "tags": [{"name": "API"}, {"name": "Messages"}, {"name": "Queue"}, {"name": "Site"}, {"name": "Transports"}, {"name": "Webhooks"}],
        "paths": {
          "/openapi.json": {
            "get": {
              "operationId": "openapi",
              "summary": "This document",
              "tags": ["API"],
              "security": [],
              "responses": {"200": {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {"type": "object"}}}}}
            }
          },
          "/messages": {
            "post": {
              "operationId": "postMessage",
              "summary": "Put one message in, to one or many recipients",
              "tags": ["Messages"],
              "description": "Or as `multipart/form-data`: the part `message` is the JSON, every other part is a file. An entry of `attachments` or `inline` may say `{\"part\": \"logo\"}` in place of `base64`; files that no entry names are attached as they are. Scope: `send`.",
              "parameters": [
                {"name": "dry_run", "in": "query", "description": "Checks everything, and puts nothing in.", "schema": {"type": "boolean"}},
                {
                  "name": "Idempotency-Key",
                  "in": "header",
                  "description": "The same key and body on a site is accepted once, and answered again; another body under it is refused with 409. As `key` of the body.",
                  "schema": {"type": "string", "minLength": 1, "maxLength": 255}
                }
              ],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewMessage"}}}},
              "responses": {
                "200": {
                  "description": "With `dry_run`: it would be accepted.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Checked"}}}
                },
                "202": {
                  "description": "Committed: it will be sent, or told why not.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Accepted"}}},
                  "headers": {"Location": {"schema": {"type": "string"}, "description": "Where it can be asked for."}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/messages/batch": {
            "post": {
              "operationId": "postBatch",
              "summary": "Put many messages in, a line each",
              "tags": ["Messages"],
              "description": "JSON Lines, streamed both ways. Lines are committed in groups; what is answered is in. Scope: `send`.",
              "requestBody": {
                "required": true,
                "content": {"application/x-ndjson": {"schema": {"description": "A line as the body of postMessage."}}}
              },
              "responses": {
                "200": {
                  "description": "A line for each line, in order: `{\"line\":1,\"id\":7,\"rows\":[9]}`, `{\"line\":1,\"id\":7,\"known\":true}` where its key was accepted before, or `{\"line\":2,\"error\":{\"field\":…}}`. A last line `{\"after\":2,\"problem\":{…}}` tells that what comes behind that line is not in.",
                  "content": {"application/x-ndjson": {"schema": {"type": "string"}}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/messages/{id}": {
            "get": {
              "operationId": "getMessage",
              "summary": "What became of a message",
              "tags": ["Messages"],
              "description": "Scope: `read`.",
              "parameters": [
                {
                  "name": "id",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807}
                }
              ],
              "responses": {
                "200": {
                  "description": "The message, and its rows by state.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Message"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/queue": {
            "get": {
              "operationId": "getQueue",
              "summary": "Rows, newest first",
              "tags": ["Queue"],
              "description": "Scope: `read`.",
              "parameters": [
                {
                  "name": "status",
                  "in": "query",
                  "schema": {"type": "array", "items": {"type": "string", "enum": ["pending", "sending", "sent", "error", "delivered"]}},
                  "explode": true,
                  "style": "form"
                },
                {
                  "name": "reason",
                  "in": "query",
                  "schema": {
                    "type": "string",
                    "enum": [
                      "deferred",
                      "refused",
                      "expired",
                      "cancelled",
                      "suppressed",
                      "invalid",
                      "in_doubt",
                      "bounced",
                      "complained",
                      "undelivered"
                    ]
                  }
                },
                {
                  "name": "recipient",
                  "in": "query",
                  "schema": {
                    "type": "string",
                    "description": "Exactly this one: an e-mail address, a number like +33612345678, or the name of a chat.",
                    "examples": ["bob@example.com"],
                    "minLength": 1
                  }
                },
                {"name": "channel", "in": "query", "schema": {"type": "string", "enum": ["email", "sms", "chat"]}},
                {
                  "name": "message",
                  "in": "query",
                  "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807}
                },
                {
                  "name": "newsletter",
                  "in": "query",
                  "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807}
                },
                {
                  "name": "since",
                  "in": "query",
                  "schema": {"type": "string", "minLength": 1, "description": "Put in at this time or later: RFC 3339, or a span like `2h` ago."}
                },
                {
                  "name": "until",
                  "in": "query",
                  "schema": {"type": "string", "minLength": 1, "description": "Put in at this time or before: as `since`."}
                },
                {"name": "reference", "in": "query", "schema": {"type": "string", "minLength": 1}},
                {"name": "tag", "in": "query", "schema": {"type": "string", "minLength": 1}},
                {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}},
                {
                  "name": "cursor",
                  "in": "query",
                  "description": "`next` of the page before.",
                  "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"}
                }
              ],
              "responses": {
                "200": {"description": "A page.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/queue/{id}": {
            "get": {
              "operationId": "getRow",
              "summary": "One row with its events",
              "tags": ["Queue"],
              "description": "Scope: `read`.",
              "parameters": [
                {
                  "name": "id",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807}
                }
              ],
              "responses": {
                "200": {
                  "description": "The row, what happened to it, and why it has not left.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RowDetail"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/queue/{id}/requeue": {
            "post": {
              "operationId": "requeueRow",
              "summary": "Send a row again",
              "tags": ["Queue"],
              "description": "Scope: `admin`.",
              "parameters": [
                {
                  "name": "id",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807}
                }
              ],
              "responses": {
                "200": {"description": "As it is now.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Row"}}}},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/queue/requeue": {
            "post": {
              "operationId": "requeueRows",
              "summary": "Send rows again",
              "tags": ["Queue"],
              "description": "`requeue` takes rows in `error`, and those that are `sent` or `delivered` only where `status` names them: their recipients get the message twice. `cancel` takes rows that wait. Scope: `admin`.",
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Change"}}}},
              "responses": {
                "200": {"description": "How many.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Changed"}}}},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/queue/{id}/cancel": {
            "post": {
              "operationId": "cancelRow",
              "summary": "End a row that waits",
              "tags": ["Queue"],
              "description": "Scope: `admin`.",
              "parameters": [
                {
                  "name": "id",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807}
                }
              ],
              "responses": {
                "200": {"description": "As it is now.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Row"}}}},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/queue/cancel": {
            "post": {
              "operationId": "cancelRows",
              "summary": "End rows that wait",
              "tags": ["Queue"],
              "description": "`requeue` takes rows in `error`, and those that are `sent` or `delivered` only where `status` names them: their recipients get the message twice. `cancel` takes rows that wait. Scope: `admin`.",
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Change"}}}},
              "responses": {
                "200": {"description": "How many.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Changed"}}}},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/stats": {
            "get": {
              "operationId": "getStats",
              "summary": "Rows by state",
              "tags": ["Queue"],
              "description": "Scope: `read`.",
              "responses": {
                "200": {
                  "description": "The five states.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Statistics"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/events": {
            "get": {
              "operationId": "getEvents",
              "summary": "What becomes of rows, as it happens",
              "tags": ["Queue"],
              "description": "Scope: `read`. Server-sent events, `sent`, `error` (final) and `delivered`, for as long as the client listens; `dropped` where some are missing, as after a reconnection: look at the queue then.",
              "responses": {
                "200": {"description": "Events.", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/site": {
            "get": {
              "operationId": "getSite",
              "summary": "The site of the key",
              "tags": ["Site"],
              "description": "Scope: `admin`.",
              "responses": {
                "200": {"description": "The site.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Site"}}}},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            },
            "patch": {
              "operationId": "setSite",
              "summary": "Change what is named, leave the rest",
              "tags": ["Site"],
              "description": "Scope: `admin`.",
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/SiteChange"}}}},
              "responses": {
                "200": {"description": "As it is now.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Site"}}}},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/transports": {
            "get": {
              "operationId": "getTransports",
              "summary": "The ways out of the site, in their order",
              "tags": ["Transports"],
              "description": "Scope: `admin`.",
              "responses": {
                "200": {"description": "All of them.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Transports"}}}},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            },
            "post": {
              "operationId": "addTransport",
              "summary": "Add a relay, an SMS gateway or a chat",
              "tags": ["Transports"],
              "description": "Scope: `admin`.",
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewTransport"}}}},
              "responses": {
                "201": {
                  "description": "Added.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Transport"}}},
                  "headers": {"Location": {"schema": {"type": "string"}, "description": "Where it can be asked for."}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/transports/{name}": {
            "get": {
              "operationId": "getTransport",
              "summary": "One transport",
              "tags": ["Transports"],
              "description": "Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                }
              ],
              "responses": {
                "200": {
                  "description": "The transport.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Transport"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            },
            "patch": {
              "operationId": "setTransport",
              "summary": "Change what is named, leave the rest",
              "tags": ["Transports"],
              "description": "Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                }
              ],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/TransportChange"}}}},
              "responses": {
                "200": {"description": "As it is now.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Transport"}}}},
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            },
            "delete": {
              "operationId": "removeTransport",
              "summary": "Remove a transport",
              "tags": ["Transports"],
              "description": "Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                },
                {
                  "name": "force",
                  "in": "query",
                  "description": "Also where messages that wait have no other way.",
                  "schema": {"type": "boolean"}
                }
              ],
              "responses": {
                "204": {"description": "Removed."},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/transports/{name}/test": {
            "post": {
              "operationId": "testTransport",
              "summary": "Open a session step by step",
              "tags": ["Transports"],
              "description": "Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                }
              ],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Test"}}}},
              "responses": {
                "200": {
                  "description": "Whether it works.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tested"}}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/webhooks": {
            "get": {
              "operationId": "getWebhooks",
              "summary": "The programs that are told what becomes of messages",
              "tags": ["Webhooks"],
              "description": "Scope: `admin`.",
              "responses": {
                "200": {
                  "description": "All of them.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Webhooks"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            },
            "post": {
              "operationId": "addWebhook",
              "summary": "Have a program told",
              "tags": ["Webhooks"],
              "description": "By signed posts, as Standard Webhooks has them. Scope: `admin`.",
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewWebhook"}}}},
              "responses": {
                "201": {
                  "description": "Added. Its secret is not shown again.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MadeWebhook"}}},
                  "headers": {"Location": {"schema": {"type": "string"}, "description": "Where it can be asked for."}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "409": {"$ref": "#/components/responses/Conflict"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/webhooks/{name}": {
            "get": {
              "operationId": "getWebhook",
              "summary": "One webhook",
              "tags": ["Webhooks"],
              "description": "Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                }
              ],
              "responses": {
                "200": {
                  "description": "The webhook.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Webhook"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            },
            "patch": {
              "operationId": "setWebhook",
              "summary": "Change what is named, leave the rest",
              "tags": ["Webhooks"],
              "description": "A pause ends. Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                }
              ],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookChange"}}}},
              "responses": {
                "200": {
                  "description": "As it is now.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Webhook"}}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            },
            "delete": {
              "operationId": "removeWebhook",
              "summary": "Remove a webhook",
              "tags": ["Webhooks"],
              "description": "What it was yet to be told is cancelled. Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                }
              ],
              "responses": {
                "204": {"description": "Removed."},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/webhooks/{name}/secret": {
            "post": {
              "operationId": "rotateWebhookSecret",
              "summary": "Sign with another secret",
              "tags": ["Webhooks"],
              "description": "The last one signs too for a day. Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                }
              ],
              "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookSecret"}}}},
              "responses": {
                "200": {
                  "description": "The new one, which is not shown again.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MadeWebhook"}}}
                },
                "400": {"$ref": "#/components/responses/BadRequest"},
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "413": {"$ref": "#/components/responses/TooLarge"},
                "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/webhooks/{name}/test": {
            "post": {
              "operationId": "testWebhook",
              "summary": "Post a ping to it",
              "tags": ["Webhooks"],
              "description": "Through the queue. Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                }
              ],
              "responses": {
                "200": {
                  "description": "Whether it works.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tested"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          },
          "/webhooks/{name}/history": {
            "get": {
              "operationId": "getWebhookHistory",
              "summary": "What it was told and is yet to be told, newest first",
              "tags": ["Webhooks"],
              "description": "Scope: `admin`.",
              "parameters": [
                {
                  "name": "name",
                  "in": "path",
                  "required": true,
                  "schema": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"}
                },
                {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}},
                {
                  "name": "cursor",
                  "in": "query",
                  "description": "`next` of the page before.",
                  "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"}
                }
              ],
              "responses": {
                "200": {
                  "description": "A page.",
                  "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}
                },
                "401": {"$ref": "#/components/responses/Unauthorized"},
                "403": {"$ref": "#/components/responses/Forbidden"},
                "404": {"$ref": "#/components/responses/NotFound"},
                "406": {"$ref": "#/components/responses/NotAcceptable"},
                "422": {"$ref": "#/components/responses/Invalid"},
                "429": {"$ref": "#/components/responses/TooManyRequests"},
                "500": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Unavailable"}
              }
            }
          }
        },
        "components": {
          "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
          "responses": {
            "BadRequest": {
              "description": "Malformed.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            },
            "Unauthorized": {
              "description": "No key, or none that is good.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
              "headers": {"WWW-Authenticate": {"schema": {"type": "string"}}}
            },
            "Forbidden": {
              "description": "The key has not the scope.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            },
            "NotFound": {
              "description": "The site of the key has none.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            },
            "NotAcceptable": {
              "description": "The answer has another media type.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            },
            "Conflict": {
              "description": "It is so already, or cannot be so now.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            },
            "TooLarge": {
              "description": "The body is too long.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            },
            "UnsupportedMediaType": {
              "description": "The body must be of another media type.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            },
            "Invalid": {
              "description": "Well formed, and breaks a rule: `errors` says which.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            },
            "TooManyRequests": {
              "description": "More than the key's rate.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
              "headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
            },
            "Failure": {
              "description": "Our fault: the server's log has it.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
            },
            "Unavailable": {
              "description": "No database, or too much at once.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
              "headers": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
            }
          },
          "schemas": {
            "Problem": {
              "type": "object",
              "description": "RFC 9457.",
              "required": ["type", "title", "status"],
              "additionalProperties": false,
              "properties": {
                "type": {"const": "about:blank"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Defect"}}
              }
            },
            "Defect": {
              "type": "object",
              "required": ["field", "rule"],
              "additionalProperties": false,
              "properties": {
                "field": {"type": "string", "description": "Its path, as in `to[2].address`."},
                "rule": {"type": "string"},
                "value": {"type": "string", "description": "As it was given, shortened; not of secrets."}
              }
            },
            "Accepted": {
              "type": "object",
              "required": ["id", "rows", "status"],
              "additionalProperties": false,
              "properties": {
                "id": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807, "description": "Of the message."},
                "rows": {
                  "type": "array",
                  "items": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807},
                  "description": "Of its recipients, in their order."
                },
                "status": {"type": "string", "description": "Where to ask what became of it."}
              }
            },
            "Checked": {
              "type": "object",
              "required": ["recipients"],
              "additionalProperties": false,
              "properties": {"recipients": {"type": "integer"}}
            },
            "Counts": {
              "type": "object",
              "required": ["pending", "sending", "sent", "error", "delivered"],
              "additionalProperties": false,
              "properties": {
                "pending": {"type": "integer", "minimum": 0},
                "sending": {"type": "integer", "minimum": 0},
                "sent": {"type": "integer", "minimum": 0},
                "error": {"type": "integer", "minimum": 0},
                "delivered": {"type": "integer", "minimum": 0}
              }
            },
            "Statistics": {
              "type": "object",
              "required": ["pending", "sending", "sent", "error", "delivered", "estimate"],
              "additionalProperties": false,
              "properties": {
                "pending": {"type": "integer", "minimum": 0},
                "sending": {"type": "integer", "minimum": 0},
                "sent": {"type": "integer", "minimum": 0},
                "error": {"type": "integer", "minimum": 0},
                "delivered": {"type": "integer", "minimum": 0},
                "estimate": {"type": "boolean", "description": "Whether a state has more than 10,000 rows, which are estimated, not counted."}
              }
            },
            "Message": {
              "type": "object",
              "required": ["id", "channel", "created_at", "rows"],
              "additionalProperties": false,
              "properties": {
                "id": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807},
                "channel": {"type": "string"},
                "subject": {"type": "string"},
                "created_at": {"type": "string"},
                "rows": {"$ref": "#/components/schemas/Counts"}
              }
            },
            "Row": {
              "type": "object",
              "required": [
                "id",
                "message",
                "channel",
                "recipient",
                "status",
                "priority",
                "attempts",
                "generation",
                "created_at",
                "due_at",
                "expires_at"
              ],
              "additionalProperties": false,
              "properties": {
                "id": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807},
                "message": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807},
                "channel": {"type": "string"},
                "recipient": {"type": "string"},
                "recipient_name": {"type": "string"},
                "subject": {"type": "string"},
                "status": {"type": "string", "enum": ["pending", "sending", "sent", "error", "delivered"]},
                "reason": {
                  "type": "string",
                  "enum": [
                    "deferred",
                    "refused",
                    "expired",
                    "cancelled",
                    "suppressed",
                    "invalid",
                    "in_doubt",
                    "bounced",
                    "complained",
                    "undelivered"
                  ]
                },
                "priority": {"type": "integer"},
                "attempts": {"type": "integer"},
                "generation": {"type": "integer"},
                "created_at": {"type": "string", "description": "ISO 8601 in UTC, or `infinity`."},
                "due_at": {"type": "string", "description": "ISO 8601 in UTC, or `infinity`."},
                "expires_at": {"type": "string", "description": "ISO 8601 in UTC, or `infinity`."},
                "retry_at": {"type": "string", "description": "ISO 8601 in UTC, or `infinity`."},
                "lease_until": {"type": "string", "description": "ISO 8601 in UTC, or `infinity`."},
                "sent_at": {"type": "string", "description": "ISO 8601 in UTC, or `infinity`."},
                "delivered_at": {"type": "string", "description": "ISO 8601 in UTC, or `infinity`."},
                "reply_code": {"type": "integer"},
                "reply": {"type": "string", "description": "What the relay or the gateway said last."},
                "remote_id": {"type": "string", "description": "What they call it."},
                "reference": {"type": "string"},
                "tags": {"type": "array", "items": {"type": "string"}}
              }
            },
            "Event": {
              "type": "object",
              "required": ["at", "kind", "generation"],
              "additionalProperties": false,
              "properties": {
                "at": {"type": "string", "description": "ISO 8601 in UTC, or `infinity`."},
                "kind": {"type": "string"},
                "generation": {"type": "integer"},
                "attempt": {"type": "integer"},
                "reply_code": {"type": "integer"},
                "reply": {"type": "string"},
                "actor": {"type": "string"}
              }
            },
            "Page": {
              "type": "object",
              "required": ["rows"],
              "additionalProperties": false,
              "properties": {
                "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
                "next": {"type": "string", "description": "`cursor` of the next page; missing on the last."}
              }
            },
            "RowDetail": {
              "type": "object",
              "required": ["row", "events", "explanation"],
              "additionalProperties": false,
              "properties": {
                "row": {"$ref": "#/components/schemas/Row"},
                "events": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
                "explanation": {"type": "array", "items": {"type": "string"}, "description": "Why it has not left, and when it will."}
              }
            },
            "Change": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "status": {
                  "anyOf": [
                    {
                      "oneOf": [
                        {"type": "string", "enum": ["pending", "sending", "sent", "error", "delivered"]},
                        {"type": "array", "items": {"type": "string", "enum": ["pending", "sending", "sent", "error", "delivered"]}}
                      ]
                    },
                    {"type": "null"}
                  ]
                },
                "reason": {
                  "type": ["string", "null"],
                  "enum": [
                    "deferred",
                    "refused",
                    "expired",
                    "cancelled",
                    "suppressed",
                    "invalid",
                    "in_doubt",
                    "bounced",
                    "complained",
                    "undelivered",
                    null
                  ]
                },
                "recipient": {
                  "type": ["string", "null"],
                  "description": "Exactly this one: an e-mail address, a number like +33612345678, or the name of a chat.",
                  "examples": ["bob@example.com"],
                  "minLength": 1
                },
                "channel": {"type": ["string", "null"], "enum": ["email", "sms", "chat", null]},
                "message": {"type": ["integer", "null"], "format": "int64", "minimum": 0, "maximum": 9223372036854775807},
                "newsletter": {"type": ["integer", "null"], "format": "int64", "minimum": 0, "maximum": 9223372036854775807},
                "since": {
                  "type": ["string", "null"],
                  "minLength": 1,
                  "description": "Put in at this time or later: RFC 3339, or a span like `2h` ago."
                },
                "until": {"type": ["string", "null"], "minLength": 1, "description": "Put in at this time or before: as `since`."},
                "reference": {"type": ["string", "null"], "minLength": 1},
                "tag": {"type": ["string", "null"], "minLength": 1},
                "dry_run": {"type": ["boolean", "null"], "description": "Only counts."},
                "all": {"type": ["boolean", "null"], "description": "All rows, where no filter says which."}
              },
              "anyOf": [
                {"required": ["all"]},
                {"required": ["status"]},
                {"required": ["reason"]},
                {"required": ["recipient"]},
                {"required": ["channel"]},
                {"required": ["message"]},
                {"required": ["newsletter"]},
                {"required": ["since"]},
                {"required": ["until"]},
                {"required": ["reference"]},
                {"required": ["tag"]}
              ]
            },
            "Changed": {
              "type": "object",
              "required": ["rows"],
              "additionalProperties": false,
              "properties": {
                "rows": {"type": "integer"},
                "states": {"type": "object", "description": "By state, with `dry_run`.", "additionalProperties": {"type": "integer"}},
                "estimate": {
                  "type": "boolean",
                  "description": "With `dry_run`: whether a state has more than 10,000 rows, which are estimated, not counted."
                }
              }
            },
            "Recipient": {
              "oneOf": [
                {
                  "type": "string",
                  "minLength": 1,
                  "description": "An address, also as `Bob <bob@example.com>`; of an SMS a number, of a chat the name of its transport.",
                  "examples": ["bob@example.com"]
                },
                {
                  "type": "object",
                  "required": ["address"],
                  "additionalProperties": false,
                  "properties": {
                    "address": {
                      "type": "string",
                      "minLength": 1,
                      "description": "An address, also as `Bob <bob@example.com>`; of an SMS a number, of a chat the name of its transport.",
                      "examples": ["bob@example.com"]
                    },
                    "name": {"type": ["string", "null"]},
                    "variables": {"type": ["object", "null"], "description": "`{{variables.x}}`", "examples": [{"code": "1234"}]}
                  }
                }
              ]
            },
            "Attachment": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "base64": {"type": ["string", "null"], "contentEncoding": "base64"},
                "part": {"type": ["string", "null"], "description": "A file of the form: its name, its type and its content."},
                "name": {"type": ["string", "null"], "minLength": 1, "maxLength": 255},
                "type": {
                  "type": ["string", "null"],
                  "description": "Media type; guessed from the name unless said.",
                  "examples": ["image/png"],
                  "minLength": 1
                }
              },
              "oneOf": [{"required": ["base64", "name"]}, {"required": ["part"]}]
            },
            "Inline": {
              "type": "object",
              "description": "What the HTML shows as `<img src=\"cid:…\">`.",
              "additionalProperties": false,
              "properties": {
                "base64": {"type": ["string", "null"], "contentEncoding": "base64"},
                "part": {"type": ["string", "null"], "description": "A file of the form: its name, its type and its content."},
                "name": {"type": ["string", "null"], "minLength": 1, "maxLength": 255},
                "type": {
                  "type": ["string", "null"],
                  "description": "Media type; guessed from the name unless said.",
                  "examples": ["image/png"],
                  "minLength": 1
                },
                "cid": {"type": ["string", "null"], "minLength": 1, "description": "The name of the part unless said."}
              },
              "oneOf": [{"required": ["base64", "name", "cid"]}, {"required": ["part"]}]
            },
            "NewMessage": {
              "type": "object",
              "description": "As a line of `envoi enqueue`. `{{name}}` and `{{variables.x}}` are filled in for each recipient. SMS have no `subject`, `html`, `reply_to`, `headers` and files, chats no `from` either. What a schema cannot say (a variable that is missing, a chat that is none of the site's) is told with 422.",
              "required": ["to"],
              "anyOf": [{"required": ["text"]}, {"required": ["html"]}],
              "additionalProperties": false,
              "properties": {
                "channel": {"type": ["string", "null"], "enum": ["email", "sms", "chat", null], "default": "email"},
                "to": {
                  "oneOf": [
                    {
                      "type": "string",
                      "minLength": 1,
                      "description": "An address, also as `Bob <bob@example.com>`; of an SMS a number, of a chat the name of its transport.",
                      "examples": ["bob@example.com"]
                    },
                    {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Recipient"}}
                  ]
                },
                "subject": {"type": ["string", "null"]},
                "text": {"type": ["string", "null"]},
                "html": {"type": ["string", "null"]},
                "from": {
                  "type": ["string", "null"],
                  "minLength": 1,
                  "examples": ["News <news@example.org>"],
                  "description": "The site's sender unless said; of an SMS who it comes from."
                },
                "reply_to": {"type": ["string", "null"], "minLength": 1, "examples": ["News <news@example.org>"]},
                "headers": {"type": ["object", "null"], "additionalProperties": {"type": "string"}, "examples": [{"X-Order": "A-1"}]},
                "attachments": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/Attachment"}},
                "inline": {"type": ["array", "null"], "items": {"$ref": "#/components/schemas/Inline"}},
                "priority": {"type": ["integer", "null"], "minimum": 0, "maximum": 9, "default": 5, "description": "0 goes first."},
                "due_at": {"type": ["string", "null"], "format": "date-time", "description": "Not before."},
                "expires_at": {"type": ["string", "null"], "format": "date-time", "description": "Given up then. Two days later unless said."},
                "reference": {"type": ["string", "null"], "description": "Your own id."},
                "tags": {"type": ["array", "null"], "items": {"type": "string", "minLength": 1}},
                "key": {"type": ["string", "null"], "minLength": 1, "maxLength": 255, "description": "As the header Idempotency-Key."}
              }
            },
            "Site": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "domain",
                "from",
                "return_path",
                "language",
                "timezone",
                "on_doubt",
                "keep",
                "attachment_limit",
                "sms_parts",
                "transliterate",
                "contact",
                "enabled"
              ],
              "properties": {
                "domain": {"type": "string"},
                "from": {"type": "string"},
                "return_path": {"type": "string"},
                "language": {"type": "string"},
                "timezone": {"type": "string"},
                "on_doubt": {"type": "string", "enum": ["resend", "hold"]},
                "keep": {"type": "string"},
                "attachment_limit": {"type": "integer"},
                "sms_parts": {"type": "integer"},
                "country": {"type": "string"},
                "transliterate": {"type": "boolean"},
                "contact": {"type": "boolean"},
                "enabled": {"type": "boolean"}
              }
            },
            "SiteChange": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "from": {"type": ["string", "null"], "minLength": 1, "examples": ["News <news@example.org>"]},
                "return_path": {"type": ["string", "null"], "format": "email", "minLength": 3},
                "language": {"type": ["string", "null"], "minLength": 2, "description": "BCP 47.", "examples": ["fr"]},
                "timezone": {"type": ["string", "null"], "minLength": 1, "description": "IANA.", "examples": ["Europe/Paris"]},
                "on_doubt": {"type": ["string", "null"], "enum": ["resend", "hold", null]},
                "keep": {"type": ["string", "null"], "minLength": 1, "description": "How long finished rows are kept.", "examples": ["90d"]},
                "attachment_limit": {"type": ["integer", "null"], "minimum": 0, "maximum": 2147483647, "description": "Bytes."},
                "sms_parts": {"type": ["integer", "null"], "minimum": 1, "maximum": 255},
                "country": {
                  "type": ["string", "null"],
                  "description": "ISO 3166 code that national numbers are read with; empty for none.",
                  "examples": ["FR"]
                },
                "transliterate": {"type": ["boolean", "null"]},
                "contact": {"type": ["boolean", "null"], "description": "Whether it has a public contact form, whose messages go to its operators."},
                "enabled": {"type": ["boolean", "null"], "description": "Whether its rows are sent, or wait."}
              }
            },
            "Webhook": {
              "type": "object",
              "additionalProperties": false,
              "required": ["name", "url", "events", "enabled"],
              "properties": {
                "name": {"type": "string"},
                "url": {"type": "string", "description": "Scheme, host and port: the rest may be a secret."},
                "events": {"type": "array", "items": {"type": "string", "enum": ["sent", "error", "delivered"]}},
                "enabled": {"type": "boolean"},
                "paused_until": {"type": "string"},
                "trouble": {"type": "string", "description": "What went wrong last."}
              }
            },
            "Webhooks": {
              "type": "object",
              "additionalProperties": false,
              "required": ["webhooks"],
              "properties": {"webhooks": {"type": "array", "items": {"$ref": "#/components/schemas/Webhook"}}}
            },
            "MadeWebhook": {
              "type": "object",
              "additionalProperties": false,
              "required": ["webhook", "secret"],
              "properties": {
                "webhook": {"$ref": "#/components/schemas/Webhook"},
                "secret": {"type": "string", "description": "What its receiver checks signatures with."}
              }
            },
            "NewWebhook": {
              "type": "object",
              "additionalProperties": false,
              "required": ["name", "url"],
              "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
                "url": {"type": "string", "minLength": 9, "maxLength": 2000, "examples": ["https://example.org/hooks/envoi"]},
                "events": {
                  "type": ["array", "null"],
                  "minItems": 1,
                  "items": {"type": "string", "enum": ["sent", "error", "delivered"]},
                  "description": "Default: all. An `error` is told when it is final."
                },
                "secret": {"type": ["string", "null"], "minLength": 1, "description": "`whsec_` and base64; left out, one is made."}
              }
            },
            "WebhookChange": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "url": {"type": ["string", "null"], "minLength": 9, "maxLength": 2000},
                "events": {"type": ["array", "null"], "minItems": 1, "items": {"type": "string", "enum": ["sent", "error", "delivered"]}},
                "enabled": {"type": ["boolean", "null"], "description": "What happens while it is off is never told."}
              }
            },
            "WebhookSecret": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "secret": {"type": ["string", "null"], "minLength": 1, "description": "`whsec_` and base64; left out, one is made."}
              }
            },
            "Transport": {
              "type": "object",
              "additionalProperties": false,
              "required": ["name", "channel", "kind", "url", "has_password", "enabled", "connections", "position"],
              "properties": {
                "name": {"type": "string"},
                "channel": {"type": "string"},
                "kind": {"type": "string", "enum": ["smtp", "sandbox", "gateway"]},
                "url": {"type": "string", "description": "Without a password; scheme and host of a gateway."},
                "security": {"type": "string"},
                "gateway": {"type": "string"},
                "helo": {"type": "string"},
                "settings": {"type": "object", "additionalProperties": {"type": "string"}},
                "has_password": {"type": "boolean"},
                "enabled": {"type": "boolean"},
                "connections": {"type": "integer"},
                "position": {"type": "integer"},
                "paused_until": {"type": "string", "description": "ISO 8601 in UTC, or `infinity`."},
                "trouble": {"type": "string"}
              }
            },
            "Transports": {
              "type": "object",
              "additionalProperties": false,
              "required": ["transports"],
              "properties": {"transports": {"type": "array", "items": {"$ref": "#/components/schemas/Transport"}}}
            },
            "NewTransport": {
              "type": "object",
              "additionalProperties": false,
              "required": ["name"],
              "description": "A relay has a `url` or a `preset`, an SMS gateway or a chat a `preset` or a `gateway`.",
              "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": 63, "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$"},
                "url": {
                  "type": ["string", "null"],
                  "minLength": 1,
                  "description": "A relay's; a chat's webhook.",
                  "examples": ["smtps://user@mail.example.net:465"]
                },
                "preset": {"type": ["string", "null"], "minLength": 1, "examples": ["ses", "kannel", "slack"]},
                "region": {"type": ["string", "null"], "description": "Of `ses`."},
                "user": {"type": ["string", "null"]},
                "password": {"type": ["string", "null"], "writeOnly": true, "description": "Sealed, and never shown."},
                "security": {"type": ["string", "null"], "enum": ["none", "starttls", "tls", null]},
                "helo": {"type": ["string", "null"]},
                "gateway": {"type": ["object", "null"], "description": "A description of an SMS gateway or a chat, in place of a preset."},
                "settings": {
                  "type": ["object", "null"],
                  "additionalProperties": {"type": "string"},
                  "description": "What the gateway wants to be told."
                },
                "secrets": {
                  "type": ["object", "null"],
                  "writeOnly": true,
                  "additionalProperties": {"type": "string"},
                  "description": "Sealed, and never shown."
                },
                "connections": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000},
                "position": {"type": ["integer", "null"], "minimum": -32768, "maximum": 32767},
                "enabled": {"type": ["boolean", "null"]}
              }
            },
            "TransportChange": {
              "type": "object",
              "additionalProperties": false,
              "description": "What is named is changed. A pause ends.",
              "properties": {
                "url": {
                  "type": ["string", "null"],
                  "minLength": 1,
                  "description": "A relay's; a chat's webhook.",
                  "examples": ["smtps://user@mail.example.net:465"]
                },
                "preset": {"type": ["string", "null"], "minLength": 1, "examples": ["ses", "kannel", "slack"]},
                "region": {"type": ["string", "null"], "description": "Of `ses`."},
                "user": {"type": ["string", "null"]},
                "password": {"type": ["string", "null"], "writeOnly": true, "description": "Sealed, and never shown."},
                "security": {"type": ["string", "null"], "enum": ["none", "starttls", "tls", null]},
                "helo": {"type": ["string", "null"]},
                "gateway": {"type": ["object", "null"], "description": "A description of an SMS gateway or a chat, in place of a preset."},
                "settings": {
                  "type": ["object", "null"],
                  "additionalProperties": {"type": "string"},
                  "description": "What the gateway wants to be told."
                },
                "secrets": {
                  "type": ["object", "null"],
                  "writeOnly": true,
                  "additionalProperties": {"type": "string"},
                  "description": "Sealed, and never shown."
                },
                "connections": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000},
                "position": {"type": ["integer", "null"], "minimum": -32768, "maximum": 32767},
                "enabled": {"type": ["boolean", "null"]}
              }
            },
            "Test": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "to": {
                  "type": ["string", "null"],
                  "minLength": 1,
                  "description": "Sends a test there; needed for an SMS.",
                  "examples": ["bob@example.com"]
                }
              }
            },
            "Tested": {
              "type": "object",
              "additionalProperties": false,
              "required": ["works", "steps"],
              "properties": {
                "works": {"type": "boolean"},
                "verdict": {"type": "string"},
                "row": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 9223372036854775807},
                "steps": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "required": ["kind", "text"],
                    "properties": {"kind": {"type": "string", "enum": ["note", "sent", "received"]}, "text": {"type": "string"}}
                  }
                }
              }
            }
          }
        }
      }

      """##,
    "overview.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.overview}}{{/title}}
      {{$main}}
      <h1>{{l.overview}}</h1>
      {{#page.hasFindings}}<section class="warning" aria-labelledby="findings"><h2 id="findings">{{l.findings}}</h2><ul>{{#page.findings}}<li>{{.}}</li>{{/page.findings}}</ul></section>{{/page.hasFindings}}
      <ul class="counts" aria-label="{{l.counts}}">
      {{#page.counts}}<li><a href="{{base}}/admin/queue?{{query}}"><strong class="state {{state}}">{{count}}</strong>{{label}}</a></li>
      {{/page.counts}}</ul>
      <section class="panel" aria-labelledby="chart">
      <h2 id="chart">{{l.chart}} <small>{{l.chart_hours}}</small></h2>
      {{#page.chart}}
      {{#isEmpty}}<p>{{l.chart_none}}</p>{{/isEmpty}}
      {{^isEmpty}}
      <svg class="chart" viewBox="-4 -8 912 236" role="img" aria-labelledby="chart legend">
      <path class="axis" d="M0,0H900M0,100H900M0,200H900"/>
      {{#lines}}<path class="line {{state}}" d="{{path}}"/>
      {{/lines}}{{#marks}}<text x="{{x}}" y="222">{{text}}</text>
      {{/marks}}</svg>
      <ul class="legend" id="legend">{{#lines}}<li><svg viewBox="0 0 30 10" aria-hidden="true"><path class="line {{state}}" d="M0,5H30"/></svg> {{label}}{{l.colon}}{{total}}</li>{{/lines}}<li>{{most}}</li></ul>
      {{/isEmpty}}
      {{/page.chart}}
      </section>
      <section aria-labelledby="oldest">
      <h2 id="oldest">{{l.oldest}}</h2>
      {{^page.waiting}}<p>{{l.oldest_none}}</p>{{/page.waiting}}
      <ul>{{#page.waiting}}<li>{{site}}, {{channel}}{{l.colon}}<a href="{{base}}/admin/queue/{{row}}">{{l.row}} {{row}}</a>, {{span}} (<time datetime="{{since.machine}}">{{since.text}}</time>)</li>{{/page.waiting}}</ul>
      <p>{{l.last_worker}}{{l.colon}}{{page.lastWorker}}</p>
      </section>
      <section>
      <h2>{{l.transports}}</h2>
      {{^page.ways}}<p>{{l.transports_none}}</p>{{/page.ways}}
      <div class="wide" tabindex="0" role="region" aria-label="{{l.transports}}"><table>
      <thead><tr><th scope="col">{{l.row_site}}</th><th scope="col">{{l.transport}}</th><th scope="col">{{l.row_channel}}</th><th scope="col">{{l.status}}</th></tr></thead>
      <tbody>{{#page.ways}}<tr><td>{{site}}</td><th scope="row">{{name}}</th><td>{{channel}}</td><td><span class="state {{mood}}">{{state}}</span>{{#trouble}}<small lang="en">{{.}}</small>{{/trouble}}</td></tr>
      {{/page.ways}}</tbody></table></div>
      </section>
      {{/main}}
      {{/layout}}

      """##,
    "presets.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.transport_add}}{{/title}}
      {{$main}}
      <p><a href="{{base}}/admin/sites/{{page.domain}}">{{page.domain}}</a></p>
      <h1>{{l.transport_add}}</h1>
      <p>{{l.preset_intro}}</p>
      {{#page.groups}}
      <h2>{{heading}}</h2>
      <dl class="presets">
      {{#presets}}<dt><a href="{{base}}/admin/sites/{{page.domain}}/add-transport?preset={{preset}}">{{title}}</a></dt><dd lang="en">{{about}}</dd>
      {{/presets}}
      </dl>
      {{/page.groups}}
      {{/main}}
      {{/layout}}

      """##,
    "problem.mustache": ##"""
      <p class="problem" role="alert">{{#anchor}}<a href="#{{anchor}}">{{label}}</a>{{/anchor}}{{^anchor}}{{label}}{{/anchor}}{{l.colon}}<span lang="en">{{rule}}</span></p>

      """##,
    "profile.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.profile}}{{/title}}
      {{$main}}
      <h1>{{l.profile}}</h1>
      <p>{{page.address}}</p>
      {{#page.problem}}<p class="problem" role="alert">{{.}}</p>{{/page.problem}}
      <form method="post" action="{{base}}/admin/profile" class="card">
      <h2>{{l.profile_person}}</h2>
      <input type="hidden" name="token" value="{{token}}">
      <p><label for="name">{{l.name}}</label><input id="name" name="name" autocomplete="name" maxlength="100" value="{{page.name}}"></p>
      <p><label for="language">{{l.language}}</label><select id="language" name="language">{{#page.languages}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/page.languages}}</select></p>
      <p><button>{{l.save}}</button></p>
      </form>
      <form method="post" action="{{base}}/admin/profile/password" class="card">
      <h2>{{l.password_change}}</h2>
      <input type="hidden" name="token" value="{{token}}">
      <input type="text" name="username" autocomplete="username" value="{{page.address}}" hidden aria-hidden="true" tabindex="-1">
      <p><label for="old">{{l.password_old}}</label><input id="old" name="old" type="password" autocomplete="current-password" required></p>
      <p><label for="password">{{l.password_new}}</label><input id="password" name="password" type="password" autocomplete="new-password" minlength="10" required aria-describedby="password-hint"><small id="password-hint">{{l.password_hint}}</small></p>
      <p><label for="repeated">{{l.password_repeated}}</label><input id="repeated" name="repeated" type="password" autocomplete="new-password" required></p>
      <p><button>{{l.password_set}}</button></p>
      </form>
      <form method="post" action="{{base}}/admin/profile/factor" class="card">
      <h2>{{l.factor}}</h2>
      <input type="hidden" name="token" value="{{token}}">
      {{#page.secret}}
      <input type="hidden" name="secret" value="{{page.secret}}">
      <p>{{l.factor_secret}}</p>
      <p><code class="secret">{{page.secret}}</code></p>
      {{#page.uri}}<p><a href="{{.}}">{{l.factor_link}}</a></p>{{/page.uri}}
      <p><label for="code">{{l.factor_code}}</label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required></p>
      <p><button name="action" value="enable">{{l.factor_enable}}</button></p>
      {{/page.secret}}
      {{^page.secret}}
      {{#page.hasSecondFactor}}
      <p>{{l.factor_is_on}}</p>
      <p><label for="factor-password">{{l.password}}</label><input id="factor-password" name="password" type="password" autocomplete="current-password" required></p>
      <p><button name="action" value="disable">{{l.factor_disable}}</button></p>
      {{/page.hasSecondFactor}}
      {{^page.hasSecondFactor}}
      <p>{{l.factor_intro}}</p>
      <p><button name="action" value="begin">{{l.factor_begin}}</button></p>
      {{/page.hasSecondFactor}}
      {{/page.secret}}
      </form>
      {{/main}}
      {{/layout}}

      """##,
    "queue-part-alone.mustache": ##"""
      {{#page}}{{> queue-part}}{{/page}}

      """##,
    "queue-part.mustache": ##"""
      <ul class="counts" aria-label="{{l.counts}}">
      {{#counts}}<li><a href="{{base}}/admin/queue?{{query}}"{{#isCurrent}} aria-current="true"{{/isCurrent}}><strong class="state {{state}}">{{count}}</strong>{{label}}</a></li>
      {{/counts}}</ul>
      {{#canChange}}<div class="row actions">
      <form method="post" action="{{base}}/admin/queue/send" class="row"><input type="hidden" name="token" value="{{token}}">
      <p><label for="send-site">{{l.row_site}}</label><select id="send-site" name="site">{{#sendable}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/sendable}}</select></p>
      <p><button>{{l.send_pending}}</button></p></form>
      <form method="post" action="{{base}}/admin/queue/confirm"><input type="hidden" name="token" value="{{token}}"><input type="hidden" name="scope" value="filter"><input type="hidden" name="query" value="{{resend}}"><button name="action" value="requeue" class="quiet">{{l.resend_errors}}</button></form>
      </div>{{/canChange}}
      <form method="post" action="{{base}}/admin/queue/confirm">
      <input type="hidden" name="token" value="{{token}}"><input type="hidden" name="query" value="{{query}}">
      {{#canChange}}<div class="row actions">
      <p><label for="scope">{{l.apply_to}}</label><select id="scope" name="scope"><option value="ids">{{l.selection}}</option><option value="filter">{{l.whole_filter}}</option></select></p>
      <p><button name="action" value="requeue" class="quiet">{{l.requeue}}</button> <button name="action" value="cancel" class="danger">{{l.cancel}}</button></p>
      </div>{{/canChange}}
      <div class="wide" tabindex="0" role="region" aria-label="{{l.queue_rows}}">
      <table>
      <caption>{{summary}}</caption>
      <thead><tr>{{#canChange}}<th scope="col"><label class="choice needs-script"><input type="checkbox" data-all="id"><span class="hidden-label">{{l.select_all}}</span></label></th>{{/canChange}}<th scope="col">{{l.row}}</th><th scope="col">{{l.status}}</th><th scope="col">{{l.row_recipient}}</th><th scope="col">{{l.subject}}</th><th scope="col">{{l.row_site}}</th><th scope="col">{{l.row_created}}</th><th scope="col" class="number">{{l.row_attempts}}</th><th scope="col">{{l.row_reply}}</th></tr></thead>
      <tbody>
      {{#rows}}<tr>{{#canChange}}<td><input type="checkbox" name="id" value="{{id}}" aria-label="{{l.select}} {{id}}"></td>{{/canChange}}<th scope="row"><a href="{{base}}/admin/queue/{{id}}">{{id}}</a></th><td><span class="state {{state}}">{{stateLabel}}</span>{{#reason}}<small>{{.}}</small>{{/reason}}</td><td>{{recipient}}{{#recipientName}}<small>{{.}}</small>{{/recipientName}}</td><td>{{subject}}</td><td>{{site}}<small>{{channel}}</small></td><td><time datetime="{{created.machine}}">{{created.text}}</time></td><td class="number">{{attempts}}</td><td>{{reply}}</td></tr>
      {{/rows}}
      </tbody>
      </table>
      </div>
      </form>
      <p class="row">{{#newest}}<a class="button quiet" href="{{base}}/admin/queue?{{.}}">{{l.newest}}</a> {{/newest}}{{#older}}<a class="button quiet" rel="next" href="{{base}}/admin/queue?{{.}}">{{l.older}}</a>{{/older}}</p>

      """##,
    "queue.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.queue}}{{/title}}
      {{$main}}
      <h1>{{l.queue}}</h1>
      {{> undo}}
      {{#page.filter}}
      <details class="panel"{{#isOpen}} open{{/isOpen}}>
      <summary>{{l.filter}}</summary>
      {{#problem}}{{> problem}}{{/problem}}
      <form method="get" action="{{base}}/admin/queue" role="search" aria-label="{{l.filter}}">
      <div class="row">
      <p><label for="site">{{l.row_site}}</label><select id="site" name="site"><option value="">{{l.any}}</option>{{#sites}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/sites}}</select></p>
      <p><label for="status">{{l.status}}</label><select id="status" name="status"><option value="">{{l.any}}</option>{{#statuses}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/statuses}}</select></p>
      <p><label for="reason">{{l.reason}}</label><select id="reason" name="reason"><option value="">{{l.any}}</option>{{#reasons}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/reasons}}</select></p>
      <p><label for="channel">{{l.row_channel}}</label><select id="channel" name="channel"><option value="">{{l.any}}</option>{{#channels}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/channels}}</select></p>
      <p><label for="recipient">{{l.row_recipient}}</label><input id="recipient" name="recipient" value="{{recipient}}"></p>
      <p><label for="reference">{{l.row_reference}}</label><input id="reference" name="reference" value="{{reference}}"></p>
      <p><label for="tag">{{l.tag}}</label><input id="tag" name="tag" value="{{tag}}"></p>
      <p><label for="message">{{l.row_message}}</label><input id="message" name="message" inputmode="numeric" value="{{message}}"></p>
      <p><label for="newsletter">{{l.newsletter}}</label><input id="newsletter" name="newsletter" inputmode="numeric" value="{{newsletter}}"></p>
      <p><label for="since">{{l.since}}</label><input id="since" name="since" value="{{since}}" aria-describedby="since-hint"></p>
      <p><label for="until">{{l.until}}</label><input id="until" name="until" value="{{until}}" aria-describedby="since-hint"></p>
      <p><button>{{l.filter_do}}</button> <a class="button quiet" href="{{base}}/admin/queue">{{l.filter_none}}</a></p>
      </div>
      <small id="since-hint">{{l.since_hint}}</small>
      </form>
      </details>
      {{/page.filter}}
      {{#page.part}}<div data-live="{{base}}/admin/queue/live?{{page.live}}">
      {{> queue-part}}
      </div>{{/page.part}}
      {{/main}}
      {{/layout}}

      """##,
    "row.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.row}} {{page.row.id}}{{/title}}
      {{$main}}
      <p><a href="{{base}}/admin/queue">{{l.queue}}</a></p>
      <h1>{{l.row}} {{page.row.id}}{{l.colon}}<span class="state {{page.row.state}}">{{page.row.stateLabel}}</span>{{#page.row.reason}}, {{.}}{{/page.row.reason}}</h1>
      {{> undo}}
      <div class="row actions">
      {{#page.canRequeue}}<form method="post" action="{{base}}/admin/queue/confirm"><input type="hidden" name="token" value="{{token}}"><input type="hidden" name="id" value="{{page.row.id}}"><input type="hidden" name="back" value="row"><button name="action" value="requeue">{{l.requeue}}</button></form>{{/page.canRequeue}}
      {{#page.canCancel}}<form method="post" action="{{base}}/admin/queue/confirm"><input type="hidden" name="token" value="{{token}}"><input type="hidden" name="id" value="{{page.row.id}}"><input type="hidden" name="back" value="row"><button name="action" value="cancel" class="danger">{{l.cancel}}</button></form>{{/page.canCancel}}
      </div>
      <h2>{{l.why}}</h2>
      <ul>{{#page.explanations}}<li>{{.}}</li>{{/page.explanations}}</ul>
      <dl class="facts">{{#page.facts}}<dt>{{label}}</dt><dd>{{value}}</dd>{{/page.facts}}</dl>
      <h2>{{l.message_seen}}</h2>
      {{#page.problem}}<p class="problem" lang="en">{{.}}</p>{{/page.problem}}
      {{#page.row.subject}}<p><strong>{{.}}</strong></p>{{/page.row.subject}}
      {{#page.hasHTML}}<iframe class="mail" sandbox="" title="{{l.message_html}}" src="{{base}}/admin/queue/{{page.row.id}}/html" loading="lazy"></iframe><small>{{l.message_blocked}}</small>{{/page.hasHTML}}
      {{#page.text}}<h3>{{l.message_text}}</h3><pre tabindex="0">{{.}}</pre>{{/page.text}}
      {{#page.hasAttachments}}<h3>{{l.compose_files}}</h3><ul>{{#page.attachments}}<li>{{.}}</li>{{/page.attachments}}</ul>{{/page.hasAttachments}}
      {{#page.isMail}}
      <details><summary>{{l.message_headers}}</summary><dl class="facts">{{#page.headers}}<dt>{{label}}</dt><dd>{{value}}</dd>{{/page.headers}}</dl></details>
      {{/page.isMail}}
      <p><a href="{{base}}/admin/queue/{{page.row.id}}/source" download>{{l.message_source}}</a></p>
      <h2>{{l.events}}</h2>
      {{^page.hasEvents}}<p>{{l.events_none}}</p>{{/page.hasEvents}}
      {{#page.hasEvents}}<div class="wide" tabindex="0" role="region" aria-label="{{l.events}}"><table>
      <thead><tr><th scope="col">{{l.event_at}}</th><th scope="col">{{l.event_kind}}</th><th scope="col" class="number">{{l.event_attempt}}</th><th scope="col">{{l.row_reply}}</th><th scope="col">{{l.event_actor}}</th></tr></thead>
      <tbody>{{#page.events}}<tr><td><time datetime="{{at.machine}}">{{at.text}}</time></td><td>{{kind}}</td><td class="number">{{attempt}}</td><td>{{reply}}</td><td>{{actor}}</td></tr>
      {{/page.events}}</tbody></table></div>{{/page.hasEvents}}
      {{/main}}
      {{/layout}}

      """##,
    "site.mustache": ##"""
      {{<layout}}
      {{$title}}{{page.domain}}{{/title}}
      {{$main}}
      <h1>{{page.domain}}</h1>
      {{^page.isEnabled}}<p class="warning">{{l.site_off_warning}}</p>{{/page.isEnabled}}
      <section class="panel">
      <h2 id="transports">{{l.transports}}</h2>
      <div class="wide" tabindex="0" role="region" aria-labelledby="transports">
      <table>
      <thead><tr><th scope="col">{{l.field_name}}</th><th scope="col">{{l.transport_channel}}</th><th scope="col">{{l.transport_way}}</th><th scope="col" class="number">{{l.field_position}}</th><th scope="col">{{l.transport_state}}</th>{{#page.isOperator}}<th scope="col">{{l.actions}}</th>{{/page.isOperator}}</tr></thead>
      <tbody>
      {{#page.transports}}
      <tr><th scope="row">{{#page.isOperator}}<a href="{{base}}{{path}}">{{name}}</a>{{/page.isOperator}}{{^page.isOperator}}{{name}}{{/page.isOperator}}{{#isUsed}} <small>{{l.transport_used}}</small>{{/isUsed}}</th><td>{{channel}}</td><td>{{way}}</td><td class="number">{{position}}</td>
      <td><span class="state {{mood}}">{{state}}</span>{{#trouble}}<small lang="en">{{trouble}}</small>{{/trouble}}</td>
      {{#page.isOperator}}<td><a href="{{base}}{{path}}/test">{{l.test}}<span class="hidden-label"> {{name}}</span></a></td>{{/page.isOperator}}</tr>
      {{/page.transports}}
      </tbody>
      </table>
      </div>
      <p><small>{{l.transport_order}} {{l.zone}}{{l.colon}}{{page.zone}}.</small></p>
      {{#page.isOperator}}<p><a class="button" href="{{base}}{{page.path}}/add-transport">{{l.transport_add}}</a></p>{{/page.isOperator}}
      </section>
      <section class="panel">
      <h2 id="webhooks">{{l.webhooks}}</h2>
      <p>{{l.webhooks_intro}}</p>
      {{^page.hasWebhooks}}<p>{{l.webhooks_none}}</p>{{/page.hasWebhooks}}
      {{#page.hasWebhooks}}
      <div class="wide" tabindex="0" role="region" aria-labelledby="webhooks">
      <table>
      <thead><tr><th scope="col">{{l.field_name}}</th><th scope="col">{{l.transport_way}}</th><th scope="col">{{l.field_events}}</th><th scope="col">{{l.field_state}}</th><th scope="col">{{l.webhook_history}}</th></tr></thead>
      <tbody>
      {{#page.webhooks}}
      <tr><th scope="row">{{#page.isOperator}}<a href="{{base}}{{path}}">{{name}}</a>{{/page.isOperator}}{{^page.isOperator}}{{name}}{{/page.isOperator}}</th><td>{{origin}}</td><td>{{events}}</td>
      <td><span class="state {{mood}}">{{state}}</span>{{#trouble}}<small lang="en">{{trouble}}</small>{{/trouble}}</td>
      <td><a href="{{base}}{{history}}">{{l.webhook_rows}}<span class="hidden-label">: {{name}}</span></a></td></tr>
      {{/page.webhooks}}
      </tbody>
      </table>
      </div>
      {{/page.hasWebhooks}}
      {{#page.isOperator}}<p><a class="button" href="{{base}}{{page.path}}/add-webhook">{{l.webhook_add}}</a></p>{{/page.isOperator}}
      </section>
      {{^page.isOperator}}
      <section class="panel">
      <h2>{{l.site_settings}}</h2>
      <dl class="facts">{{#page.facts}}<dt>{{label}}</dt><dd>{{value}}</dd>
      {{/page.facts}}</dl>
      </section>
      {{/page.isOperator}}
      {{#page.isOperator}}
      <form method="post" action="{{base}}{{page.path}}" class="card">
      <h2>{{l.site_settings}}</h2>
      {{#page.problem}}{{>problem}}{{/page.problem}}
      <input type="hidden" name="token" value="{{token}}">
      <p><label for="from">{{l.field_from}}</label><input id="from" name="from" required autocomplete="off" value="{{page.values.from}}" aria-describedby="from-hint"><small id="from-hint">{{l.site_from_hint}}</small></p>
      <p><label for="return_path">{{l.field_return_path}}</label><input id="return_path" name="return_path" required autocomplete="off" value="{{page.values.return_path}}" aria-describedby="return-hint"><small id="return-hint">{{l.site_return_hint}}</small></p>
      <p><label for="language">{{l.field_language}}</label><input id="language" name="language" required autocomplete="off" value="{{page.values.language}}" aria-describedby="language-hint"><small id="language-hint">{{l.site_language_hint}}</small></p>
      <p><label for="timezone">{{l.field_timezone}}</label><input id="timezone" name="timezone" required autocomplete="off" value="{{page.values.timezone}}" aria-describedby="timezone-hint"><small id="timezone-hint">{{l.site_timezone_hint}}</small></p>
      <p><label for="on_doubt">{{l.field_on_doubt}}</label><select id="on_doubt" name="on_doubt" aria-describedby="doubt-hint">{{#page.doubts}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/page.doubts}}</select><small id="doubt-hint">{{l.site_doubt_hint}}</small></p>
      <p><label for="keep">{{l.field_keep}}</label><input id="keep" name="keep" required autocomplete="off" value="{{page.values.keep}}" aria-describedby="keep-hint"><small id="keep-hint">{{l.site_keep_hint}}</small></p>
      <p><label for="attachment_limit">{{l.field_attachment_limit}}</label><input id="attachment_limit" name="attachment_limit" type="number" min="0" step="any" required value="{{page.values.attachment_limit}}"></p>
      <p><label for="country">{{l.field_country}}</label><input id="country" name="country" autocomplete="off" maxlength="2" value="{{page.values.country}}" aria-describedby="country-hint"><small id="country-hint">{{l.site_country_hint}}</small></p>
      <p><label for="sms_parts">{{l.field_sms_parts}}</label><input id="sms_parts" name="sms_parts" type="number" min="1" max="255" required value="{{page.values.sms_parts}}"></p>
      <p><label class="choice"><input type="checkbox" id="transliterate" name="transliterate"{{#page.values.transliterate}} checked{{/page.values.transliterate}}> {{l.field_transliterate}}</label></p>
      <p><label class="choice"><input type="checkbox" id="contact" name="contact"{{#page.values.contact}} checked{{/page.values.contact}}> {{l.field_contact}}</label></p>
      <p><label class="choice"><input type="checkbox" id="sending" name="sending"{{#page.values.sending}} checked{{/page.values.sending}}> {{l.field_sending}}</label></p>
      <p><button>{{l.save}}</button></p>
      </form>
      <section class="panel">
      <h2 id="keys">{{l.keys}}</h2>
      {{^page.keys}}<p>{{l.keys_none}}</p>{{/page.keys}}
      <div class="wide" tabindex="0" role="region" aria-labelledby="keys">
      <table>
      <thead><tr><th scope="col">{{l.field_name}}</th><th scope="col">{{l.key_hint}}</th><th scope="col">{{l.field_scopes}}</th><th scope="col" class="number">{{l.field_rate}}</th><th scope="col">{{l.key_made}}</th><th scope="col">{{l.key_used}}</th><th scope="col">{{l.actions}}</th></tr></thead>
      <tbody>
      {{#page.keys}}
      <tr><th scope="row">{{name}}</th><td><code>{{hint}}…</code></td><td>{{scopes}}</td><td class="number">{{rate}}</td>
      <td>{{#made}}<time datetime="{{machine}}">{{text}}</time>{{/made}} <small>{{by}}</small></td>
      <td>{{#used}}<time datetime="{{machine}}">{{text}}</time>{{/used}}{{^used}}{{l.not_yet}}{{/used}}</td>
      <td>{{#revoked}}{{l.key_revoked}} <time datetime="{{machine}}">{{text}}</time>{{/revoked}}{{#isOpen}}<form method="post" action="{{base}}{{page.path}}/keys/{{id}}/revoke"><input type="hidden" name="token" value="{{token}}"><button class="danger">{{l.key_revoke}}<span class="hidden-label"> {{name}}</span></button></form>{{/isOpen}}</td></tr>
      {{/page.keys}}
      </tbody>
      </table>
      </div>
      <h3>{{l.key_add}}</h3>
      {{#page.keyProblem}}{{>problem}}{{/page.keyProblem}}
      <form method="post" action="{{base}}{{page.path}}/keys">
      <input type="hidden" name="token" value="{{token}}">
      <p><label for="name">{{l.key_name}}</label><input id="name" name="name" required maxlength="100" autocomplete="off" value="{{page.keyName}}"></p>
      <fieldset id="scopes"><legend>{{l.field_scopes}}</legend>
      {{#page.scopes}}<label class="choice"><input type="checkbox" name="scopes" value="{{value}}"{{#isChosen}} checked{{/isChosen}}> {{label}}</label>
      {{/page.scopes}}</fieldset>
      <p><label for="rate">{{l.field_rate}}</label><input id="rate" name="rate" type="number" min="1" max="1000000" placeholder="6000" value="{{page.rate}}"></p>
      <p><button>{{l.key_add}}</button></p>
      </form>
      </section>
      {{#page.isInstallationOperator}}<p><a class="button danger" href="{{base}}{{page.path}}/remove">{{l.site_remove}}</a></p>{{/page.isInstallationOperator}}
      {{/page.isOperator}}
      {{/main}}
      {{/layout}}

      """##,
    "site_remove.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.site_remove}}{{l.colon}}{{page.domain}}{{/title}}
      {{$main}}
      <h1>{{l.site_remove}}{{l.colon}}{{page.domain}}</h1>
      <p class="warning">{{l.site_remove_warning}}</p>
      <form method="post" action="{{base}}/admin/sites/{{page.domain}}/remove" class="card">
      {{#page.problem}}{{>problem}}{{/page.problem}}
      <input type="hidden" name="token" value="{{token}}">
      <p><label for="domain">{{l.site_remove_type}}</label><input id="domain" name="domain" required autocomplete="off" value="{{page.typed}}" aria-describedby="domain-hint"><small id="domain-hint">{{page.domain}}</small></p>
      {{#page.problem}}<p><label class="choice"><input type="checkbox" id="force" name="force"> {{l.field_force}}</label></p>{{/page.problem}}
      <p class="row"><button class="danger">{{l.site_remove}}</button> <a class="button quiet" href="{{base}}/admin/sites/{{page.domain}}">{{l.back}}</a></p>
      </form>
      {{/main}}
      {{/layout}}

      """##,
    "sites.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.sites}}{{/title}}
      {{$main}}
      <h1>{{l.sites}}</h1>
      {{#page.broken}}<p class="warning" lang="en">{{.}}</p>
      {{/page.broken}}
      {{^page.rows}}<p>{{l.sites_none}}</p>{{/page.rows}}
      <div class="wide" tabindex="0" role="region" aria-label="{{l.sites}}">
      <table>
      <thead><tr><th scope="col">{{l.field_domain}}</th><th scope="col">{{l.field_from}}</th><th scope="col">{{l.field_language}}</th><th scope="col">{{l.site_state}}</th><th scope="col">{{l.transports}}</th></tr></thead>
      <tbody>
      {{#page.rows}}
      <tr><th scope="row"><a href="{{base}}/admin/sites/{{domain}}">{{domain}}</a></th><td>{{sender}}</td><td>{{language}}</td>
      <td>{{#isEnabled}}<span class="state sent">{{l.site_on}}</span>{{/isEnabled}}{{^isEnabled}}<span class="state">{{l.site_off}}</span>{{/isEnabled}}</td>
      <td>{{>transports}}</td></tr>
      {{/page.rows}}
      </tbody>
      </table>
      </div>
      {{#page.isOperator}}
      <form method="post" action="{{base}}/admin/sites" class="card">
      <h2>{{l.site_add}}</h2>
      <p>{{l.site_add_intro}}</p>
      {{#page.problem}}{{>problem}}{{/page.problem}}
      <input type="hidden" name="token" value="{{token}}">
      <p><label for="domain">{{l.field_domain}}</label><input id="domain" name="domain" required autocomplete="off" placeholder="example.org" value="{{page.values.domain}}"></p>
      <p><label for="from">{{l.field_from}}</label><input id="from" name="from" required autocomplete="off" placeholder="News &lt;news@example.org&gt;" value="{{page.values.from}}" aria-describedby="from-hint"><small id="from-hint">{{l.site_from_hint}}</small></p>
      <p><button>{{l.site_add}}</button></p>
      </form>
      {{/page.isOperator}}
      {{/main}}
      {{/layout}}

      """##,
    "step.mustache": ##"""
      <li class="{{kind}}"><span class="hidden-label">{{who}}: </span>{{text}}</li>

      """##,
    "transport.mustache": ##"""
      {{<layout}}
      {{$title}}{{page.transport}}{{^page.transport}}{{l.transport_add}}{{/page.transport}}{{/title}}
      {{$main}}
      <p><a href="{{base}}/admin/sites/{{page.domain}}">{{page.domain}}</a></p>
      <h1>{{page.transport}}{{^page.transport}}{{l.transport_add}}{{/page.transport}}</h1>
      {{#page.row}}<p>{{way}}</p>
      <p><span class="state {{mood}}">{{state}}</span>{{#trouble}} <small lang="en">{{trouble}}</small>{{/trouble}}</p>
      <div class="row">
      <a class="button" href="{{base}}{{path}}/test">{{l.test}}</a>
      <form method="post" action="{{base}}{{path}}/sending"><input type="hidden" name="token" value="{{token}}"><button class="quiet" name="sending" value="{{^page.isEnabled}}on{{/page.isEnabled}}">{{#page.isEnabled}}{{l.transport_switch_off}}{{/page.isEnabled}}{{^page.isEnabled}}{{l.transport_switch_on}}{{/page.isEnabled}}</button></form>
      {{^page.isSandbox}}<a class="button danger" href="{{base}}{{path}}/remove">{{l.transport_remove}}</a>{{/page.isSandbox}}
      </div>
      {{/page.row}}
      {{#page.about}}<p class="notice" lang="en">{{page.about}}</p>{{/page.about}}
      {{#page.isSandbox}}<p>{{l.transport_sandbox}}</p>{{/page.isSandbox}}
      {{^page.isSandbox}}
      <form method="post" action="{{base}}{{page.path}}" class="card" autocomplete="off">
      <h2>{{l.transport_settings}}</h2>
      {{#page.problem}}{{>problem}}{{/page.problem}}
      <input type="hidden" name="token" value="{{token}}">
      {{#page.preset}}<input type="hidden" name="preset" value="{{page.preset}}">{{/page.preset}}
      {{#page.needsName}}<p><label for="name">{{l.field_name}}</label><input id="name" name="name" required maxlength="63" pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" value="{{page.values.name}}" aria-describedby="name-hint"><small id="name-hint">{{l.transport_name_hint}}</small></p>{{/page.needsName}}
      {{#page.needsURL}}<p><label for="url">{{l.field_url}}</label><input id="url" name="url" required placeholder="smtp://mail.example.net:587" value="{{page.values.url}}" aria-describedby="url-hint"><small id="url-hint">{{l.transport_url_hint}}</small></p>
      <p><label for="security">{{l.field_security}}</label><select id="security" name="security">{{#page.securities}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/page.securities}}</select></p>{{/page.needsURL}}
      {{#page.needsRegion}}<p><label for="region">{{l.field_region}}</label><input id="region" name="region" required placeholder="eu-west-1" value="{{page.values.region}}"></p>{{/page.needsRegion}}
      {{#page.needsLogin}}<p><label for="login">{{l.field_login}}</label><input id="login" name="login" autocomplete="off" value="{{page.values.login}}"{{#page.needsURL}} aria-describedby="login-hint"{{/page.needsURL}}>{{#page.needsURL}}<small id="login-hint">{{l.transport_login_hint}}</small>{{/page.needsURL}}</p>
      <p><label for="password">{{l.field_password}}</label><input id="password" name="password" type="password" autocomplete="new-password"{{#page.hasPassword}} aria-describedby="password-hint"{{/page.hasPassword}}>{{#page.hasPassword}}<small id="password-hint">{{l.secret_kept}}</small>{{/page.hasPassword}}</p>{{/page.needsLogin}}
      {{#page.settings}}<p><label for="{{id}}">{{settingName}}</label><input id="{{id}}" name="{{id}}" {{#isSecret}}type="password" autocomplete="new-password"{{/isSecret}}{{^isSecret}}value="{{value}}"{{#standard}} placeholder="{{.}}"{{/standard}}{{/isSecret}}{{#isRequired}} required{{/isRequired}} aria-describedby="{{id}}-hint"><small id="{{id}}-hint"><span lang="en">{{about}}</span>{{#isSealed}} {{l.secret_kept}}{{/isSealed}}</small></p>
      {{/page.settings}}
      {{#page.needsURL}}<p><label for="helo">{{l.field_helo}}</label><input id="helo" name="helo" placeholder="{{page.domain}}" value="{{page.values.helo}}"></p>{{/page.needsURL}}
      <p><label for="connections">{{l.field_connections}}</label><input id="connections" name="connections" type="number" min="1" max="1000" value="{{page.values.connections}}"></p>
      <p><label for="position">{{l.field_position}}</label><input id="position" name="position" type="number" min="-32768" max="32767" value="{{page.values.position}}" aria-describedby="position-hint"><small id="position-hint">{{l.transport_order}}</small></p>
      <p><button>{{l.save}}</button></p>
      </form>
      {{/page.isSandbox}}
      {{/main}}
      {{/layout}}

      """##,
    "transport_remove.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.transport_remove}}{{l.colon}}{{page.transport}}{{/title}}
      {{$main}}
      <h1>{{l.transport_remove}}{{l.colon}}{{page.transport}}</h1>
      <p>{{l.transport_remove_warning}}</p>
      <form method="post" action="{{base}}{{page.path}}/remove" class="card">
      {{#page.problem}}{{>problem}}{{/page.problem}}
      <input type="hidden" name="token" value="{{token}}">
      {{#page.problem}}<p><label class="choice"><input type="checkbox" id="force" name="force"> {{l.field_force}}</label></p>{{/page.problem}}
      <p class="row"><button class="danger">{{l.transport_remove}}</button> <a class="button quiet" href="{{base}}{{page.path}}">{{l.back}}</a></p>
      </form>
      {{/main}}
      {{/layout}}

      """##,
    "transport_test.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.test}}{{l.colon}}{{page.transport}}{{/title}}
      {{$main}}
      <p><a href="{{base}}/admin/sites/{{page.domain}}">{{page.domain}}</a> › <a href="{{base}}{{page.path}}">{{page.transport}}</a></p>
      <h1>{{l.test}}{{l.colon}}{{page.transport}}</h1>
      <p>{{page.way}}</p>
      <form method="post" action="{{base}}{{page.path}}/test" class="card">
      <input type="hidden" name="token" value="{{token}}">
      {{#page.takesAddress}}<p><label for="to">{{l.test_address}}</label><input id="to" name="to" type="email" value="{{page.to}}" aria-describedby="to-hint"><small id="to-hint">{{l.test_address_hint}}</small></p>{{/page.takesAddress}}
      {{#page.takesNumber}}<p><label for="to">{{l.test_number}}</label><input id="to" name="to" type="tel" required value="{{page.to}}"></p>{{/page.takesNumber}}
      {{#page.about}}<p>{{.}}</p>{{/page.about}}
      <p><button>{{l.test}}</button></p>
      </form>
      {{#page.isRunning}}
      <h2>{{l.test_steps}}</h2>
      <ol class="steps" aria-live="polite">
      <!-- stream -->
      </ol>
      {{/page.isRunning}}
      {{/main}}
      {{/layout}}

      """##,
    "transports.mustache": ##"""
      <ul class="transports">
      {{#transports}}
      <li><span class="name">{{name}}</span> <small class="inline">{{channel}}{{#isUsed}} · {{l.transport_used}}{{/isUsed}}</small> <span class="state {{mood}}">{{state}}</span>{{#trouble}} <small lang="en">{{trouble}}</small>{{/trouble}}</li>
      {{/transports}}
      </ul>

      """##,
    "undo.mustache": ##"""
      {{#page.undo}}<div class="notice" role="status" data-seconds="{{seconds}}"><form method="post" action="{{base}}/admin/queue/undo/{{id}}"><input type="hidden" name="token" value="{{token}}">{{text}} <button class="quiet">{{l.undo}} <span aria-hidden="true">(<span data-left>{{seconds}}</span> s)</span></button></form></div>
      {{/page.undo}}

      """##,
    "user.mustache": ##"""
      {{<layout}}
      {{$title}}{{#page.isNew}}{{l.user_add}}{{/page.isNew}}{{page.address}}{{/title}}
      {{$main}}
      <p><a href="{{base}}/admin/users">{{l.users}}</a></p>
      <h1>{{#page.isNew}}{{l.user_add}}{{/page.isNew}}{{page.address}}</h1>
      {{#page.isNew}}<p>{{l.user_add_intro}}</p>{{/page.isNew}}
      {{^page.isNew}}
      <div class="row">
      <form method="post" action="{{base}}{{page.path}}/invite"><input type="hidden" name="token" value="{{token}}"><button class="quiet">{{#page.isInvited}}{{l.user_invite_again}}{{/page.isInvited}}{{^page.isInvited}}{{l.user_invite}}{{/page.isInvited}}</button></form>
      {{#page.hasSecondFactor}}<form method="post" action="{{base}}{{page.path}}/factor"><input type="hidden" name="token" value="{{token}}"><button class="quiet">{{l.user_factor_off}}</button></form>{{/page.hasSecondFactor}}
      <a class="button danger" href="{{base}}{{page.path}}/remove">{{l.user_remove}}</a>
      </div>
      {{/page.isNew}}
      <form method="post" action="{{base}}{{page.path}}" class="card">
      <h2>{{l.user_settings}}</h2>
      {{#page.problem}}{{>problem}}{{/page.problem}}
      <input type="hidden" name="token" value="{{token}}">
      {{#page.isNew}}<p><label for="address">{{l.field_address}}</label><input id="address" name="address" type="email" required autocomplete="off" value="{{page.values.address}}"></p>{{/page.isNew}}
      <p><label for="name">{{l.field_name}}</label><input id="name" name="name" autocomplete="off" maxlength="200" value="{{page.values.name}}"></p>
      <p><label for="language">{{l.field_language}}</label><select id="language" name="language">{{#page.languages}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/page.languages}}</select></p>
      <fieldset id="role"><legend>{{l.user_roles}}</legend>
      <p><small>{{l.user_roles_hint}}</small></p>
      {{#page.roles}}<p><label for="{{id}}">{{place}}</label><select id="{{id}}" name="{{id}}">{{#choices}}<option value="{{value}}"{{#isChosen}} selected{{/isChosen}}>{{label}}</option>{{/choices}}</select></p>
      {{/page.roles}}</fieldset>
      {{^page.isNew}}<p><label class="choice"><input type="checkbox" id="enabled" name="enabled"{{#page.values.enabled}} checked{{/page.values.enabled}}> {{l.field_enabled}}</label></p>{{/page.isNew}}
      <p><button>{{#page.isNew}}{{l.user_add_do}}{{/page.isNew}}{{^page.isNew}}{{l.save}}{{/page.isNew}}</button></p>
      </form>
      {{/main}}
      {{/layout}}

      """##,
    "user_remove.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.user_remove}}{{l.colon}}{{page.address}}{{/title}}
      {{$main}}
      <h1>{{l.user_remove}}{{l.colon}}{{page.address}}</h1>
      <p>{{l.user_remove_warning}}</p>
      <form method="post" action="{{base}}{{page.path}}/remove" class="card">
      {{#page.problem}}{{>problem}}{{/page.problem}}
      <input type="hidden" name="token" value="{{token}}">
      <p class="row"><button class="danger">{{l.user_remove}}</button> <a class="button quiet" href="{{base}}{{page.path}}">{{l.back}}</a></p>
      </form>
      {{/main}}
      {{/layout}}

      """##,
    "users.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.users}}{{/title}}
      {{$main}}
      <h1>{{l.users}}</h1>
      <p><a class="button" href="{{base}}/admin/users/add">{{l.user_add}}</a></p>
      <div class="wide" tabindex="0" role="region" aria-label="{{l.users}}">
      <table>
      <thead><tr><th scope="col">{{l.field_address}}</th><th scope="col">{{l.field_name}}</th><th scope="col">{{l.user_roles}}</th><th scope="col">{{l.user_state}}</th><th scope="col">{{l.user_last_login}} (UTC)</th></tr></thead>
      <tbody>
      {{#page.rows}}
      <tr><th scope="row"><a href="{{base}}/admin/users/{{id}}">{{address}}</a></th><td>{{person}}</td><td>{{roles}}</td><td><span class="state {{mood}}">{{state}}</span>{{#hasSecondFactor}}<small>{{l.user_has_factor}}</small>{{/hasSecondFactor}}</td><td>{{#lastLogin}}<time datetime="{{machine}}">{{text}}</time>{{/lastLogin}}{{^lastLogin}}{{l.not_yet}}{{/lastLogin}}</td></tr>
      {{/page.rows}}
      </tbody>
      </table>
      </div>
      {{/main}}
      {{/layout}}

      """##,
    "webhook.mustache": ##"""
      {{<layout}}
      {{$title}}{{#page.row}}{{name}}{{/page.row}}{{^page.row}}{{l.webhook_add}}{{/page.row}}{{/title}}
      {{$main}}
      <p><a href="{{base}}/admin/sites/{{page.domain}}">{{page.domain}}</a></p>
      <h1>{{#page.row}}{{name}}{{/page.row}}{{^page.row}}{{l.webhook_add}}{{/page.row}}</h1>
      {{#page.row}}<p>{{origin}}</p>
      <p><span class="state {{mood}}">{{state}}</span>{{#trouble}} <small lang="en">{{trouble}}</small>{{/trouble}}</p>
      <div class="row">
      <a class="button" href="{{base}}{{path}}/test">{{l.test}}</a>
      <a class="button quiet" href="{{base}}{{history}}">{{l.webhook_history}}</a>
      <form method="post" action="{{base}}{{path}}/sending"><input type="hidden" name="token" value="{{token}}"><button class="quiet" name="sending" value="{{^isEnabled}}on{{/isEnabled}}">{{#isEnabled}}{{l.transport_switch_off}}{{/isEnabled}}{{^isEnabled}}{{l.transport_switch_on}}{{/isEnabled}}</button></form>
      <form method="post" action="{{base}}{{path}}/secret"><input type="hidden" name="token" value="{{token}}"><button class="quiet">{{l.webhook_secret_make}}</button></form>
      <a class="button danger" href="{{base}}{{path}}/remove">{{l.webhook_remove}}</a>
      </div>
      <p><small>{{l.webhook_off_hint}} {{l.webhook_secret_overlap}}</small></p>
      {{/page.row}}
      <form method="post" action="{{base}}{{page.path}}" class="card" autocomplete="off">
      {{#page.row}}<h2>{{l.transport_settings}}</h2>{{/page.row}}
      {{#page.problem}}{{>problem}}{{/page.problem}}
      <input type="hidden" name="token" value="{{token}}">
      {{^page.row}}<p><label for="name">{{l.field_name}}</label><input id="name" name="name" required maxlength="63" pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" value="{{page.values.name}}" aria-describedby="name-hint"><small id="name-hint">{{l.webhook_name_hint}}</small></p>{{/page.row}}
      <p><label for="url">{{l.field_url}}</label><input id="url" name="url" type="url"{{^page.row}} required{{/page.row}} maxlength="2000" placeholder="https://example.org/hooks/envoi" value="{{page.values.url}}" aria-describedby="url-hint"><small id="url-hint">{{#page.row}}{{l.webhook_url_kept}} {{/page.row}}{{l.webhook_url_hint}}</small></p>
      <fieldset id="events"><legend>{{l.field_events}}</legend>
      {{#page.events}}<label class="choice"><input type="checkbox" name="events" value="{{value}}"{{#isChosen}} checked{{/isChosen}}> {{label}}</label>
      {{/page.events}}</fieldset>
      <p><button>{{l.save}}</button></p>
      </form>
      {{/main}}
      {{/layout}}

      """##,
    "webhook_remove.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.webhook_remove}}: {{page.webhook}}{{/title}}
      {{$main}}
      <h1>{{l.webhook_remove}}: {{page.webhook}}</h1>
      <p>{{l.webhook_remove_warning}}</p>
      <form method="post" action="{{base}}{{page.path}}/remove" class="card">
      <input type="hidden" name="token" value="{{token}}">
      <p class="row"><button class="danger">{{l.webhook_remove}}</button> <a class="button quiet" href="{{base}}{{page.path}}">{{l.back}}</a></p>
      </form>
      {{/main}}
      {{/layout}}

      """##,
    "webhook_secret.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.webhook_secret}}{{/title}}
      {{$main}}
      <h1>{{l.webhook_secret}}: {{page.webhook}}</h1>
      <p class="warning" role="status">{{l.webhook_secret_once}}</p>
      <p><code class="secret">{{page.secret}}</code></p>
      <p>{{l.webhook_secret_use}}{{^page.isFirst}} {{l.webhook_secret_overlap}}{{/page.isFirst}}</p>
      <p class="row"><a class="button" href="{{base}}{{page.path}}/test">{{l.test}}</a> <a class="button quiet" href="{{base}}/admin/sites/{{page.domain}}">{{page.domain}}</a></p>
      {{/main}}
      {{/layout}}

      """##,
    "welcome.mustache": ##"""
      {{<layout}}
      {{$title}}{{l.welcome}}{{/title}}
      {{$main}}
      <div class="narrow">
      <h1>{{l.welcome}}</h1>
      <p>{{l.welcome_intro}}</p>
      {{#page.problem}}<p class="problem" role="alert">{{.}}</p>{{/page.problem}}
      <form method="post" action="{{base}}{{page.path}}">
      <input type="hidden" name="token" value="{{token}}">
      <p><label for="address">{{l.address}}</label><input id="address" type="email" autocomplete="username" value="{{page.address}}" readonly></p>
      <p><label for="password">{{l.password_new}}</label><input id="password" name="password" type="password" autocomplete="new-password" minlength="10" required aria-describedby="password-hint"><small id="password-hint">{{l.password_hint}}</small></p>
      <p><label for="repeated">{{l.password_repeated}}</label><input id="repeated" name="repeated" type="password" autocomplete="new-password" required></p>
      <p><button>{{l.password_set}}</button></p>
      </form>
      </div>
      {{/main}}
      {{/layout}}

      """##,
  ]
}
