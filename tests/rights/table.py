"""Who may open what: every address of the portal, every kind of person; the answer to each.

in: sent to the sign-in; to: sent elsewhere (after a POST, or where one is signed in already); else the status.
A stranger gets 404 for what is not hers, a colleague without the right 403. `nobody` is signed in and belongs nowhere.
"""

PEOPLE = ("visitor", "nobody", "lead", "member", "stranger", "manager", "deputy", "host", "other", "admin")

TABLE = """
                                                                   visi nobo lead memb stra mana depu host othe admin
GET  account_change_password              |                   |   in   to   to   to   to   to   to   to   to   to
GET  account_confirm_email                | odd key           |  200  200  200  200  200  200  200  200  200  200
GET  account_confirm_login_code           |                   |   in   to   to   to   to   to   to   to   to   to
GET  account_email                        |                   |   in  200  200  200  200  200  200  200  200  200
GET  account_email_verification_sent      |                   |  200  200  200  200  200  200  200  200  200  200
GET  account_inactive                     |                   |  200  200  200  200  200  200  200  200  200  200
GET  account_login                        |                   |  200   to   to   to   to   to   to   to   to   to
GET  account_logout                       |                   |   to  200  200  200  200  200  200  200  200  200
GET  account_reauthenticate               |                   |   in  403  403  403  403  403  403  403  403   to
GET  account_request_login_code           |                   |  200   to   to   to   to   to   to   to   to   to
GET  account_reset_password               |                   |  200  200  200  200  200  200  200  200  200  200
GET  account_reset_password_done          |                   |  200  200  200  200  200  200  200  200  200  200
GET  account_reset_password_from_key      | odd reset         |  200  200  200  200  200  200  200  200  200  200
GET  account_reset_password_from_key_done |                   |  200  200  200  200  200  200  200  200  200  200
GET  account_set_password                 |                   |   in  200  200  200  200  200  200  200  200  200
GET  account_signup                       |                   |  200   to   to   to   to   to   to   to   to   to
GET  accounts:profile                     |                   |   in  200  200  200  200  200  200  200  200  200
POST act_for                              |                   |   in   to   to   to   to   to   to   to   to   to
GET  companies:accept                     | company token     |  200  200  200  200  200  200  200  200  200  200
GET  companies:add_resident               | porto             |   in  404  404  404  404  200  200  404  404  403
GET  companies:change_role                | company person    |   in  404  200  403  404  404  404  404  404  200
GET  companies:claim                      | lumen             |   in  404  200  403  404  403  403  404  404  403
GET  companies:create                     |                   |   in  200  200  200  200  200  200  200  200  200
GET  companies:detail                     | lumen             |   in  404  200  200  404  200  200  404  404  200
GET  companies:edit                       | lumen             |   in  404  200  403  404  403  403  404  404  200
GET  companies:end                        | lumen's home      |   in  404  403  403  404  200  200  404  404  403
GET  companies:end_membership             | company person    |   in  404  200  200  404  404  404  404  404  200
GET  companies:invite                     | lumen             |   in  404  200  403  404  404  404  404  404  200
GET  companies:join                       |                   |   in  200  200  200  200  200  200  200  200  200
GET  companies:let_in                     | company asker     |   in  404  200  403  404  404  404  404  404  200
GET  companies:list                       |                   |   in  404  404  404  404  404  404  404  404  200
GET  companies:needs:state                | lumen             |   in  404  200  403  404  403  403  404  404  403
GET  companies:people                     | lumen             |   in  404  200  200  404  404  404  404  404  200
GET  companies:refuse                     | claim             |   in  404  403  404  404  200  200  404  404  403
GET  companies:residents                  | porto             |   in  404  404  404  404  200  200  404  404  200
GET  companies:turn_down                  | company asker     |   in  404  200  403  404  404  404  404  404  200
GET  companies:verify                     | claim             |   in  404  403  404  404  200  200  404  404  403
POST demo:sign_in                         | demo person       |  404  404  404  404  404  404  404  404  404  404
GET  exchanges:agreements:amend           | in force          |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:agreements:comment         | proposed          |   in  404  404  404  404  200  200  200  404  403
GET  exchanges:agreements:counter         | proposed          |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:agreements:detail          | proposed          |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:agreements:list            |                   |   in  200  200  200  200  200  200  200  200  200
GET  exchanges:agreements:name_contacts   | proposed          |   in  404  404  404  404  200  200  200  404  403
GET  exchanges:agreements:paper           | proposed          |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:agreements:propose         |                   |   in  403  403  403  403  200  403  200  200  403
GET  exchanges:agreements:refuse          | proposed          |   in  404  404  404  404  403  403  200  404  403
GET  exchanges:agreements:renew           | in force          |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:agreements:resume          | in force          |   in  404  404  404  404   to  403   to  404  403
GET  exchanges:agreements:sign            | proposed          |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:agreements:suspend         | in force          |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:agreements:terminate       | in force          |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:agreements:versions        | proposed          |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:agreements:withdraw        | proposed          |   in  404  404  404  404  200  403  403  404  403
GET  exchanges:balances:list              |                   |   in  404  200  200  200  200  200  200  200  200
GET  exchanges:balances:park              | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:balances:quota             | porto & malaga    |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:balances:standings         |                   |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:balances:standings_file    | csv               |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:balances:statement         | porto & malaga    |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:balances:statement         | statement         |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:exceptions:ask             |                   |   in  404  404  404  404  200  200  200  200  403
GET  exchanges:clearing:agree             | clearing          |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:clearing:detail            | clearing          |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:clearing:detail            | clearing posted   |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:clearing:export            | clearing          |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:clearing:keep              | clearing undoing  |   in  404  404  404  404  200  403  200  404  200
GET  exchanges:clearing:list              |                   |   in  404  404  404  404  200  200  200  200  200
GET  exchanges:clearing:preview           |                   |   in  404  404  404  404  200  200  200  200  200
GET  exchanges:clearing:proposal           | clearing proposal |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:clearing:propose           |                   |   in  404  404  404  404  403  403  403  403  200
GET  exchanges:clearing:refuse            | clearing          |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:clearing:rejoin             | clearing refused  |   in  404  404  404  404  404  404  404  200  403
GET  exchanges:clearing:sign              | clearing undoing  |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:clearing:undo              | clearing posted   |   in  404  404  404  404  403  403  403  404  200
GET  exchanges:clearing:withdraw          | clearing          |   in  404  404  404  404  403  403  403  404  200
GET  exchanges:exceptions:detail          | exception         |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:exceptions:grant           |                   |   in  404  404  404  404  403  403  403  403  200
GET  exchanges:exceptions:grant           | request           |   in  404  404  404  404  403  403  403  404  200
GET  exchanges:exceptions:list            |                   |   in  404  404  404  404  200  200  200  200  200
GET  exchanges:exceptions:revoke          | exception         |   in  404  404  404  404  403  403  403  404  200
GET  exchanges:exceptions:turn_down       | request           |   in  404  404  404  404  403  403  403  404  200
GET  exchanges:exceptions:withdraw        | request           |   in  404  404  404  404  200  200  403  404  403
GET  exchanges:landings:cancel            | landing confirmed |   in  404  200  403  404  200  200  200  404  403
GET  exchanges:landings:check_in          | landing confirmed |   in  404  403  403  404  403  403  200  404  403
GET  exchanges:landings:check_out         | landing landed    |   in  404  403  403  404  403  403  200  404  403
GET  exchanges:landings:confirm           | landing offered   |   in  404  200  403  404  403  403  403  404  403
GET  exchanges:landings:decline           | landing submitted |   in  404  403  403  404  200  200  404  404  403
GET  exchanges:landings:decline           | landing nominated |   in  404  403  403  404  403  403  200  404  403
GET  exchanges:landings:detail            | landing draft     |   in  404  200  200  404  404  404  404  404  200
GET  exchanges:landings:detail            | landing submitted |   in  404  200  200  404  200  200  404  404  200
GET  exchanges:landings:detail            | landing nominated |   in  404  200  200  404  200  200  200  404  200
GET  exchanges:landings:detail            | landing offered   |   in  404  200  200  404  200  200  200  404  200
GET  exchanges:landings:detail            | landing confirmed |   in  404  200  200  404  200  200  200  404  200
GET  exchanges:landings:detail            | landing landed    |   in  404  200  200  404  200  200  200  404  200
GET  exchanges:landings:detail            | landing completed |   in  404  200  200  404  200  200  200  404  200
GET  exchanges:landings:detail            | landing declined  |   in  404  200  200  404  200  200  404  404  200
GET  exchanges:landings:detail            | landing withdrawn |   in  404  200  200  404  200  200  200  404  200
GET  exchanges:landings:draft             |                   |   in  403  200  403  200  403  403  403  403  403
GET  exchanges:landings:edit              | landing draft     |   in  404  200  200  404  404  404  404  404  403
GET  exchanges:landings:list              |                   |   in  200  200  200  200  200  200  200  200  200
GET  exchanges:landings:no_show           | landing confirmed |   in  404  403  403  404  403  403  200  404  403
GET  exchanges:landings:nominate          | landing submitted |   in  404  403  403  404  200  200  404  404  403
GET  exchanges:landings:offer             | landing nominated |   in  404  403  403  404  403  403  200  404  403
GET  exchanges:landings:submit            | landing draft     |   in  404  200  403  404  404  404  404  404  403
GET  exchanges:landings:withdraw          | landing offered   |   in  404  200  403  404  403  403  403  404  403
GET  exchanges:overview:ages               | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:ages               | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:export             | file of porto     |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:export             | file of network   |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:flows              | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:flows              | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:landings           | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:landings           | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:matrix             | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:matrix             | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:overview           |                   |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:paper              | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:paper              | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:park               | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:park               | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:parks              | porto             |   in  404  404  404  404  404  404  404  404  404
GET  exchanges:overview:parks              | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:postings           | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:postings           | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:reserved           | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:reserved           | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:overview:trend              | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:overview:trend              | network           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:explaining:network_report     | quarter           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:explaining:network_report_paper| quarter           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:explaining:network_report_table| quarter           |   in  404  404  404  404  404  404  404  404  200
GET  exchanges:explaining:network_reports    |                   |   in  404  404  404  404  404  404  404  404   to
GET  exchanges:explaining:report             | porto & quarter   |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:explaining:report_paper       | porto & quarter   |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:explaining:report_table       | porto & quarter   |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:explaining:reports            | porto             |   in  404  404  404  404   to   to  404  404   to
GET  exchanges:explaining:why                | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:explaining:why_postings       | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:explaining:why_postings_csv   | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:explaining:why_postings_xlsx  | porto             |   in  404  404  404  404  200  200  404  404  200
GET  exchanges:policy:change              |                   |   in  403  403  403  403  403  403  403  403  200
GET  exchanges:policy:detail              |                   |   in  200  200  200  200  200  200  200  200  200
GET  exchanges:balances:closing           | porto & malaga    |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:settlements:detail         | settlement        |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:settlements:list           |                   |   in  404  404  404  404  200  200  200  200  200
GET  exchanges:settlements:propose        |                   |   in  404  404  404  404  200  403  200  200  200
GET  exchanges:settlements:refuse         | settlement        |   in  404  404  404  404  403  403  200  404  403
GET  exchanges:settlements:sign           | settlement        |   in  404  404  404  404  403  403  200  404  403
GET  exchanges:settlements:stand_in       | settlement        |   in  404  404  404  404  403  403  403  404  200
GET  exchanges:settlements:withdraw       | settlement        |   in  404  404  404  404  200  403  403  404  403
GET  exchanges:statements:check           |                   |  200  200  200  200  200  200  200  200  200  200
GET  exchanges:statements:confirm         | statement         |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:statements:dispute         | statement         |   in  404  404  404  404  200  403  200  404  403
GET  exchanges:statements:export          | statement file    |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:statements:list            |                   |   in  404  404  404  404  200  200  200  200  200
GET  exchanges:statements:paper           | statement         |   in  404  404  404  404  200  200  200  404  200
GET  exchanges:statements:withdraw        | statement         |   in  404  404  404  404   to  403   to  404  403
GET  mfa_activate_totp                    |                   |   in  200  200  200  200  200  200  200  200   to
GET  mfa_add_webauthn                     |                   |   in  200  200  200  200  200  200  200  200   to
GET  mfa_authenticate                     |                   |   in   to   to   to   to   to   to   to   to   to
GET  mfa_deactivate_totp                  |                   |   in  404  404  404  404  404  404  404  404   to
GET  mfa_download_recovery_codes          |                   |   in  404  404  404  404  404  404  404  404  404
GET  mfa_edit_webauthn                    | nothing           |   in  404  404  404  404  404  404  404  404   to
GET  mfa_generate_recovery_codes          |                   |   in  200  200  200  200  200  200  200  200   to
GET  mfa_index                            |                   |   in  200  200  200  200  200  200  200  200  200
GET  mfa_list_webauthn                    |                   |   in  200  200  200  200  200  200  200  200  200
GET  mfa_login_webauthn                   |                   |   in   to   to   to   to   to   to   to   to   to
GET  mfa_reauthenticate                   |                   |   in  403  403  403  403  403  403  403  403  200
GET  mfa_reauthenticate_webauthn          |                   |   in  403  403  403  403  403  403  403  403   to
GET  mfa_remove_webauthn                  | nothing           |   in  404  404  404  404  404  404  404  404   to
GET  mfa_view_recovery_codes              |                   |   in  404  404  404  404  404  404  404  404  404
GET  notices:list                         |                   |   in  200  200  200  200  200  200  200  200  200
GET  notices:open                         | notice of lead    |   in  404   to  404  404  404  404  404  404  404
POST notices:read_all                     |                   |   in   to   to   to   to   to   to   to   to   to
GET  open_data:file                       | parks json        |  200  200  200  200  200  200  200  200  200  200
GET  open_data:file                       | partners csv      |  200  200  200  200  200  200  200  200  200  200
GET  open_data:file                       | programmes json   |  200  200  200  200  200  200  200  200  200  200
GET  open_data:index                      |                   |  200  200  200  200  200  200  200  200  200  200
GET  parks:accept                         | park token        |  200  200  200  200  200  200  200  200  200  200
GET  parks:add                            |                   |   in  403  403  403  403  403  403  403  403  200
GET  parks:admit                          | waiting park      |   in  404  404  404  404  404  404  404  404  200
GET  parks:apply                          |                   |   in  200  200  200  200  200  200  200  200  200
GET  parks:catalogue:add_sector           |                   |   in  403  403  403  403  403  403  403  403  200
GET  parks:catalogue:add_service          |                   |   in  403  403  403  403  403  403  403  403  200
GET  parks:catalogue:edit_sector          | sector            |   in  403  403  403  403  403  403  403  403  200
GET  parks:catalogue:edit_service         | service           |   in  403  403  403  403  403  403  403  403  200
GET  parks:catalogue:list                 |                   |   in  200  200  200  200  200  200  200  200  200
GET  parks:catalogue:restore              | catalogue service |   in  403  403  403  403  403  403  403  403   to
GET  parks:catalogue:retire               | catalogue sector |   in  403  403  403  403  403  403  403  403  200
GET  parks:catalogue:retire               | catalogue service |   in  403  403  403  403  403  403  403  403  200
GET  parks:change_role                    | park person       |   in  404  404  404  404  200  403  404  404  200
GET  parks:detail                         | porto             |  200  200  200  200  200  200  200  200  200  200
GET  parks:detail                         | waiting park      |  404  404  404  404  404  404  404  404  404  200
GET  parks:directory                      |                   |  200  200  200  200  200  200  200  200  200  200
GET  parks:edit                           | porto             |   in  404  404  404  404  200  200  404  404  200
GET  parks:end_membership                 | park person       |   in  404  404  404  404  200  200  404  404  200
GET  parks:fact_sheets:check              | porto             |   in  404  404  404  404  200  200  404  404  200
GET  parks:fact_sheets:edit               | porto             |   in  404  404  404  404  200  200  404  404  200
GET  parks:invite                         | porto             |   in  404  404  404  404  200  403  404  404  200
GET  parks:join                           | porto             |   in  200  200  200  200  200  200  200  200  200
GET  parks:let_in                         | park asker        |   in  404  404  404  404  200  403  404  404  200
GET  parks:people                         | porto             |   in  404  404  404  404  200  200  404  404  200
GET  parks:programmes:check               | porto             |   in  404  404  404  404  200  200  404  404  200
GET  parks:programmes:edit                | porto             |   in  404  404  404  404  200  200  404  404  200
GET  parks:programmes:edit_spaces         | porto             |   in  404  404  404  404  200  200  404  404  200
GET  parks:suspend                        | porto             |   in  404  404  404  404  403  403  404  404  200
GET  parks:turn_down                      | park asker        |   in  404  404  404  404  200  403  404  404  200
GET  style                                |                   |  404  404  404  404  404  404  404  404  404  404
POST theme                                |                   |   to   to   to   to   to   to   to   to   to   to
GET  today                                |                   |  200  200  200  200  200  200  200  200  200  200
GET  usersessions_list                    |                   |   in  200  200  200  200  200  200  200  200  200
"""
